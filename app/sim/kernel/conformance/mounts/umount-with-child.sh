# A mount with another mount below it is busy.
cd /tmp; mkdir m; mount -t tmpfs a m; mkdir m/n; mount -t tmpfs b m/n
umount m; echo $?; umount m/n m; echo $?
