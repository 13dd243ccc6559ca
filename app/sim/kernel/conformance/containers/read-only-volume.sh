# The same volume, read-only in one of them.
mkdir -p /tmp/vol /tmp/a/data /tmp/a/bin; cp /bin/busybox /tmp/a/bin/; echo shared > /tmp/vol/f
unshare --mount sh -c 'mount --bind /tmp/vol /tmp/a/data; mount -o remount,bind,ro /tmp/a/data; exec chroot /tmp/a /bin/busybox sh -c "busybox cat /data/f; echo x > /data/f; echo \$?"'
echo y > /tmp/vol/f; echo $?
