# A controller that the parent has not enabled cannot be enabled: ENOENT.
cd /sys/fs/cgroup; mkdir a a/b
cat a/b/cgroup.controllers
echo +pids > a/b/cgroup.subtree_control; echo $?
