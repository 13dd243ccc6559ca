# The options in /proc/self/mounts.
cd /tmp; mkdir m; mount -t tmpfs -o size=1m,mode=700,noexec,nosuid,nodev scratch m; grep /tmp/m /proc/self/mounts
mount -o remount,size=2m m; grep /tmp/m /proc/self/mounts
