# populated in cgroup.events counts the whole subtree.
cd /sys/fs/cgroup; mkdir -p a/b/c
sleep 5 & echo $! > a/b/c/cgroup.procs
cat a/cgroup.events a/b/c/cgroup.events
cat a/cgroup.procs | wc -l
kill $!; wait $! 2>/dev/null
cat a/cgroup.events
