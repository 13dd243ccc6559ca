# mountpoint tells mounts from directories.
cd /tmp; mkdir m; mountpoint m; echo $?; mount -t tmpfs none m; mountpoint m; echo $?; mountpoint -q /; echo $?
