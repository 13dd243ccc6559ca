# Writing 1 to cgroup.kill kills every process in the subtree.
cd /sys/fs/cgroup; mkdir -p a/b; sleep 5 &
p=$!; sleep 5 &
q=$!; sleep 5 &
r=$!; echo $p > a/cgroup.procs; echo $q > a/b/cgroup.procs
echo 1 > a/cgroup.kill; wait $p; echo $?; wait $q; echo $?
kill -0 $r && echo "outside lives"; cat a/cgroup.events
kill $r
