# Set-user-id programs on a nosuid mount run without it.
cd /tmp; mkdir m; mount -t tmpfs -o nosuid none m; cp /bin/busybox m/id; chmod 4755 m/id
unshare -S 1000 -G 1000 m/id -u; mount -o remount,suid m; unshare -S 1000 -G 1000 m/id -u
