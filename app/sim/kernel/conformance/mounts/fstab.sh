# /etc/fstab: single entries, mount -a, noauto, and remounts that keep what is mounted.
mkdir /tmp/q /tmp/b
printf '# comment\ntmpfs /mnt tmpfs size=1m,ro 0 0\nnone /tmp/q tmpfs noauto 0 0\n/tmp /tmp/b none bind 0 0\nx /nosuch tmpfs defaults 0 0\n' > /etc/fstab
mount /mnt; echo $?; grep /mnt /proc/mounts
mount -a; echo $?; tail -2 /proc/mounts; mount /tmp/q; echo $?; mount /tmp/z; echo $?
mount -o remount,rw /mnt; grep /mnt /proc/mounts; mount -o remount,rw /home; echo $?
umount tmpfs; echo $?; umount -t proc /mnt; echo $?; umount -a -t nosuch 2>&1 | head -2
