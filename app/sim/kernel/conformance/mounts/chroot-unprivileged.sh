# An ordinary user may not chroot.
mkdir -p /tmp/r; su user -c 'chroot /tmp/r /bin/sh'; echo $?
