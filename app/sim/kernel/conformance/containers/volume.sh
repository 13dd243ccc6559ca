# A volume: one directory of the host bound into two containers.
mkdir -p /tmp/vol /tmp/a/data /tmp/a/bin /tmp/b/data /tmp/b/bin
for r in a b; do cp /bin/busybox /tmp/$r/bin/; done
run() { unshare --mount sh -c "mount --bind /tmp/vol /tmp/$1/data; exec chroot /tmp/$1 /bin/busybox sh -c '$2'"; }
run a 'echo from a > /data/f'
run b 'busybox cat /data/f; echo from b >> /data/f'
cat /tmp/vol/f; ls /tmp/a/data | wc -l
