# Pausing a container is freezing its cgroup.
mkdir /sys/fs/cgroup/box; rm -f /tmp/t
unshare --pid --fork sh -c 'echo 0 > /sys/fs/cgroup/box/cgroup.procs; while :; do echo >> /tmp/t; sleep 0.02; done' &
u=$!
sleep 0.2; echo 1 > /sys/fs/cgroup/box/cgroup.freeze
sleep 0.1; a=$(wc -l < /tmp/t); sleep 0.2
b=$(wc -l < /tmp/t); [ $a = $b ] && echo paused
echo 0 > /sys/fs/cgroup/box/cgroup.freeze; sleep 0.2
[ $(wc -l < /tmp/t) -gt $b ] && echo running
echo 1 > /sys/fs/cgroup/box/cgroup.kill; wait $u 2>/dev/null; echo $?
