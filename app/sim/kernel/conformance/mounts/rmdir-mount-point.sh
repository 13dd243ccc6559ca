# A mount point cannot be removed or renamed.
cd /tmp; mkdir m; mount -t tmpfs none m; rmdir m; echo $?; mv m n; echo $?; umount m; rmdir m; echo $?
