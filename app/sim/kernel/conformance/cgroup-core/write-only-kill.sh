# cgroup.kill cannot be read.
cd /sys/fs/cgroup; mkdir a
cat a/cgroup.kill; echo $?
echo 0 > a/cgroup.kill; echo $?
echo 2 > a/cgroup.kill; echo $?
