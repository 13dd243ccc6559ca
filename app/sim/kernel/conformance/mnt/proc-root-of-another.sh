# /proc/PID/root leads into another process's mount namespace.
mkdir /tmp/m
unshare --mount sh -c 'mount -t tmpfs none /tmp/m; echo seen > /tmp/m/f; sleep 1' &
sleep 0.2
cat /proc/$!/root/tmp/m/f
ls /tmp/m | wc -l
wait
