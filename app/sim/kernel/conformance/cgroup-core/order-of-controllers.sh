# The order in which controllers are listed is the kernel's, not the writer's.
cd /sys/fs/cgroup; mkdir a
echo +pids > a/cgroup.subtree_control
echo +memory > a/cgroup.subtree_control
echo +cpuset > a/cgroup.subtree_control
cat a/cgroup.subtree_control
