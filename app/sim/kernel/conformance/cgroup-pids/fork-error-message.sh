# The error of a failed fork is EAGAIN; other programs say it in their own words.
cd /sys/fs/cgroup; mkdir a; echo 1 > a/pids.max
sh -c 'echo 0 > a/cgroup.procs; exec timeout 1 true'; echo $?
sh -c 'echo 0 > a/cgroup.procs; exec unshare --fork true'; echo $?
