# Writing 0 to cgroup.procs moves the writer; what it starts is born there.
cd /sys/fs/cgroup; mkdir a
sh -c 'echo 0 > a/cgroup.procs; cat /proc/self/cgroup; sh -c "cat /proc/self/cgroup"'
