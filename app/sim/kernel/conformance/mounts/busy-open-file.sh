# An open file keeps a mount busy.
cd /tmp; mkdir m; mount -t tmpfs none m
exec 3> m/f; umount m; echo $?; exec 3>&-; umount m; echo $?
