# A partition root needs CPUs of its own; the last CPU of the parent cannot be taken while it has processes.
cd /sys/fs/cgroup; mkdir a; cat a/cpuset.cpus.partition
echo root > a/cpuset.cpus.partition; echo $?
cat a/cpuset.cpus.partition
echo nonsense > a/cpuset.cpus.partition; echo $?
echo member > a/cpuset.cpus.partition
cat a/cpuset.cpus.partition
