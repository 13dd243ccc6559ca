# Without it only the one that is too big.
cd /sys/fs/cgroup; mkdir a; echo 2M > a/memory.max
sleep 0.5 &
p=$!; echo $p > a/cgroup.procs
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; exec memtouch 8' >/dev/null; echo $?
wait $p; echo $?
