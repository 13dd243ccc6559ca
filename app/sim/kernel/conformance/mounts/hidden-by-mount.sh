# What lies below a mount point is hidden, not lost; an open file stays usable.
cd /tmp; mkdir m; echo below > m/f; exec 3< m/f; mount -t tmpfs none m; cat m/f; cat <&3; umount m; cat m/f
