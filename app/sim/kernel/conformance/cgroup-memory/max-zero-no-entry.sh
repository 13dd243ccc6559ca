# Into a cgroup without any memory a process may move, but it cannot start anything there.
cd /sys/fs/cgroup; mkdir a; echo 0 > a/memory.max
sh -c 'echo 0 > a/cgroup.procs; sh -c "echo started"; echo $?'; echo $?
