# A container's root by hand: a new mount namespace, a mount for the new root, pivot_root, the old root unmounted.
mkdir /tmp/n; mount -t tmpfs none /tmp/n; mkdir /tmp/n/old /tmp/n/bin /tmp/n/proc; cp /bin/busybox /tmp/n/bin
unshare --mount --pid --fork sh -c '
  cd /tmp/n; pivot_root . old; echo $?
  exec /bin/busybox chroot . /bin/busybox sh -c "
    busybox mount -t proc proc /proc; busybox umount -l /old; busybox ls /; busybox cut -d\" \" -f1,2,3 /proc/self/mounts; busybox ps -o pid,args"
'
ls /tmp/n
