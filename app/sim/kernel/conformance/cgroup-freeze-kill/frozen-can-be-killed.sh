# SIGKILL reaches a frozen process, SIGTERM waits until it thaws.
cd /sys/fs/cgroup; mkdir a; sleep 5 &
p=$!; echo $p > a/cgroup.procs; echo 1 > a/cgroup.freeze
sleep 0.1
kill -TERM $p; sleep 0.1
[ -d /proc/$p ] && grep -c . a/cgroup.procs
echo 0 > a/cgroup.freeze; wait $p; echo $?
