# With memory.oom.group the whole cgroup is killed together.
cd /sys/fs/cgroup; mkdir a; echo 2M > a/memory.max; echo 1 > a/memory.oom.group
sleep 5 &
p=$!; echo $p > a/cgroup.procs
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; exec memtouch 8' >/dev/null; echo $?
wait $p; echo $?
awk '$1=="oom_group_kill"{print}' a/memory.events
