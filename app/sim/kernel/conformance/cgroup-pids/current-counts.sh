# pids.current counts the subtree, zombies included.
cd /sys/fs/cgroup; mkdir -p a/b; sleep 1 &
p=$!; sleep 1 &
q=$!; echo $p > a/cgroup.procs; echo $q > a/b/cgroup.procs
cat a/pids.current; kill $p $q; wait
cat a/pids.current a/pids.peak
