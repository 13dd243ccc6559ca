# In a threaded cgroup only the threaded controllers can be enabled.
cd /sys/fs/cgroup; mkdir a a/t a/t/x
echo threaded > a/t/cgroup.type; echo threaded > a/t/x/cgroup.type
echo "+cpu +pids" > a/cgroup.subtree_control; echo $?
echo +memory > a/cgroup.subtree_control; echo $?
cat a/t/cgroup.controllers
echo +cpu > a/t/cgroup.subtree_control; echo $?
