# cgroup.type takes "threaded" only; and back to domain there is no way but to remove the cgroup.
cd /sys/fs/cgroup; mkdir a
echo domain > a/cgroup.type; echo $?
echo nonsense > a/cgroup.type; echo $?
echo threaded > a/cgroup.type; echo $?
cat a/cgroup.type
echo domain > a/cgroup.type; echo $?
