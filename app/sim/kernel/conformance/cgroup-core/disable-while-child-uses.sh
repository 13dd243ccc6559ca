# A controller that a child has enabled cannot be taken away: EBUSY.
cd /sys/fs/cgroup; mkdir a a/b
echo +pids > a/cgroup.subtree_control; echo +pids > a/b/cgroup.subtree_control
echo -pids > a/cgroup.subtree_control; echo $?
echo -pids > a/b/cgroup.subtree_control; echo -pids > a/cgroup.subtree_control; echo $?
