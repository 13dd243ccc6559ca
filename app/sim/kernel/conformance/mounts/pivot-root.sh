# pivot_root in a chroot that is a mount of its own: the new root takes over, the old one can be unmounted.
mkdir /tmp/base; mount -t tmpfs base /tmp/base; mkdir -p /tmp/base/bin /tmp/base/new /tmp/base/proc
cp /bin/busybox /tmp/base/bin
cat > /tmp/base/run <<'END'
/bin/busybox mount -t tmpfs new /new
/bin/busybox mkdir /new/bin /new/old
/bin/busybox cp /bin/busybox /new/bin/
cd /new
/bin/busybox pivot_root . old
/bin/busybox ls / /old
/bin/busybox umount -l /old
/bin/busybox ls /old | /bin/busybox wc -l
END
unshare --mount chroot /tmp/base /bin/busybox sh /run; echo $?
