# An ordinary user may neither mount nor unmount.
mkdir /tmp/m; su user -c 'mount -t tmpfs none /tmp/m; echo $?; umount /tmp; echo $?'
