# cgroup.max.depth limits the levels below; above it mkdir says EAGAIN.
cd /sys/fs/cgroup; mkdir a; echo 1 > a/cgroup.max.depth
mkdir a/b; echo $?
mkdir a/b/c; echo $?
echo 0 > a/cgroup.max.depth; echo $?; cat a/cgroup.max.depth
echo max > a/cgroup.max.depth; cat a/cgroup.max.depth
