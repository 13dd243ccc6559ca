# The limit may be set below the number that is there; moving in is always allowed.
cd /sys/fs/cgroup; mkdir a; sleep 1 &
p=$!; sleep 1 &
q=$!; echo $p > a/cgroup.procs; echo 0 > a/pids.max; echo $?
echo $q > a/cgroup.procs; echo $?; cat a/pids.current
kill $p $q
