# The new root must be a mount point, and not the current root.
mkdir -p /tmp/base; mount -t tmpfs base /tmp/base; mkdir -p /tmp/base/bin /tmp/base/dir/old; cp /bin/busybox /tmp/base/bin
chroot /tmp/base /bin/busybox sh -c '/bin/busybox pivot_root /dir /dir/old; echo $?; /bin/busybox pivot_root / /dir; echo $?'
