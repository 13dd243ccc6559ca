# What cgroup.procs refuses: words, processes that do not exist, negative numbers.
cd /sys/fs/cgroup; mkdir a
echo abc > a/cgroup.procs; echo $?
echo 99999 > a/cgroup.procs; echo $?
echo -1 > a/cgroup.procs; echo $?
