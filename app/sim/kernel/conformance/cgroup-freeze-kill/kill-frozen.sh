# cgroup.kill ends frozen processes too.
cd /sys/fs/cgroup; mkdir a; sleep 5 &
echo $! > a/cgroup.procs; echo 1 > a/cgroup.freeze; sleep 0.1
echo 1 > a/cgroup.kill; wait $!; echo $?; cat a/cgroup.events
