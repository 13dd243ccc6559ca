# ls -l with owners, devices, sizes, link counts and dates.
cd /tmp; mkdir d; touch -d '2020-03-04 05:06:07' d/f
ln d/f d/g; chown user:nogroup d/f
dd if=/dev/zero of=d/big bs=1k count=20 2>/dev/null
touch -d '2021-01-01 00:00:00' d/big; ls -l d; ls -lh d
ls -ln d; ls -l --full-time d/f; mknod d/n c 4 64
touch -d '2022-01-01 00:00:00' d/n; ls -l d/n
ls -s d | head -1
