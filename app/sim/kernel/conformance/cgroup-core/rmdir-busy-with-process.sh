# A cgroup with a process in it cannot be removed; with the process gone it can.
cd /sys/fs/cgroup; mkdir a
sleep 5 & echo $! > a/cgroup.procs
rmdir a; echo "status $?"
kill $!; wait $! 2>/dev/null
rmdir a; echo "status $?"
