# /proc/PID/mounts shows the mounts of that process's namespace.
mkdir /tmp/m
unshare --mount sh -c 'mount -t tmpfs only-here /tmp/m; sleep 1' &
sleep 0.2
grep -c only-here /proc/$!/mounts
grep -c only-here /proc/self/mounts
wait
