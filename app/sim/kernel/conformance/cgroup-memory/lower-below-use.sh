# Setting memory.max below what is used kills if nothing can be reclaimed.
cd /sys/fs/cgroup; mkdir a
sleep 5 &
p=$!; echo $p > a/cgroup.procs; echo 0 > a/memory.max; echo $?
wait $p; echo $?; cat a/cgroup.procs | wc -l
