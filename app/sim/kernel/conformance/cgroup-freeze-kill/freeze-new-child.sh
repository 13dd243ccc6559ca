# A process born in a frozen cgroup's child of a running parent: fork waits until thawed.
cd /sys/fs/cgroup; mkdir a
sh -c 'echo 0 > a/cgroup.procs; echo before > /tmp/o; echo 1 > a/cgroup.freeze; echo after >> /tmp/o' &
sleep 0.3; cat /tmp/o; cat a/cgroup.events
echo 0 > a/cgroup.freeze; wait; cat /tmp/o
