# A process moves by writing its pid to cgroup.procs; /proc/PID/cgroup says where it is.
cd /sys/fs/cgroup; mkdir a
sleep 5 & p=$!
cat /proc/$p/cgroup
echo $p > a/cgroup.procs
cat /proc/$p/cgroup
[ "$(cat a/cgroup.procs)" = $p ] && echo listed
cat a/cgroup.events
kill $p; wait $p 2>/dev/null
cat a/cgroup.events
