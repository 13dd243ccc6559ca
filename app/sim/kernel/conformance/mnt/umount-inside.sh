# Unmounting inside leaves the mount outside.
mkdir /tmp/m; mount -t tmpfs none /tmp/m; echo data > /tmp/m/f
unshare --mount sh -c 'umount /tmp/m; ls -A /tmp/m | wc -l'
cat /tmp/m/f
umount /tmp/m
