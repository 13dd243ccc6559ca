# With --propagation unchanged a shared mount's events reach the other namespace.
mkdir /tmp/s; mount -t tmpfs none /tmp/s; mount --make-shared /tmp/s; mkdir /tmp/s/sub
unshare --mount --propagation unchanged sh -c 'mount -t tmpfs inner /tmp/s/sub; touch /tmp/s/sub/file'
ls /tmp/s/sub
umount /tmp/s/sub /tmp/s
