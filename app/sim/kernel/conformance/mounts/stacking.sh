# Mounts stack: the last one is seen, and unmounting it shows the one below.
cd /tmp; mkdir m; mount -t tmpfs one m; touch m/1; mount -t tmpfs two m; touch m/2
ls m; umount m; ls m; umount m; ls m | wc -l
