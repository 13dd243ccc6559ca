# A mount in which somebody stands cannot be unmounted; lazily it can.
cd /tmp; mkdir m; mount -t tmpfs none m
(cd m; umount /tmp/m; echo $?); umount m; echo $?
