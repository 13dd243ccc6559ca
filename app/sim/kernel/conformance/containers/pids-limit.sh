# A container that may have three processes.
mkdir /sys/fs/cgroup/box; echo 3 > /sys/fs/cgroup/box/pids.max
unshare --pid --fork sh -c 'echo 0 > /sys/fs/cgroup/box/cgroup.procs; sleep 0.2 & sleep 0.2 & echo two; sleep 0.2 & echo "not reached"'; echo $?
cat /sys/fs/cgroup/box/pids.events
