# A read-only root with a writable /tmp, and masked files in /proc.
mkdir -p /tmp/c/bin /tmp/c/proc /tmp/c/tmp /tmp/c/dev; cp /bin/busybox /tmp/c/bin/; mknod /tmp/c/dev/null c 1 3
unshare --mount --pid --fork sh -c '
  mount --bind /tmp/c /tmp/c; mount -t proc proc /tmp/c/proc; mount -t tmpfs tmp /tmp/c/tmp
  mount --bind /dev/null /tmp/c/proc/kmsg; mount -o remount,bind,ro /tmp/c
  exec chroot /tmp/c /bin/busybox sh -c "
    echo x > /file; echo \$?; echo y > /tmp/file; echo \$?; busybox cat /proc/kmsg | busybox wc -c; busybox mkdir /d; echo \$?"'
