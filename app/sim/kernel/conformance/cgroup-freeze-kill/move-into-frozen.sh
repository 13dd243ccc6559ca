# A process that moves into a frozen cgroup freezes, and thaws when it leaves.
cd /sys/fs/cgroup; mkdir a; echo 1 > a/cgroup.freeze
sleep 0.3 &
p=$!; echo $p > a/cgroup.procs; sleep 0.5
[ -d /proc/$p ] && cat a/cgroup.events
echo $p > cgroup.procs; wait $p; echo $?; cat a/cgroup.events
