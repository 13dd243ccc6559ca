# pids.max stops fork; the shell says so.
cd /sys/fs/cgroup; mkdir a; echo 2 > a/pids.max
sh -c 'echo 0 > a/cgroup.procs; sleep 0.3 & /bin/true; echo "not reached"'; echo $?
cat a/pids.events
