# A controller that does not exist is refused with EINVAL.
cd /sys/fs/cgroup; mkdir a
echo +hugetlb > a/cgroup.subtree_control; echo $?
echo memory > a/cgroup.subtree_control; echo $?
echo "+memory nonsense" > a/cgroup.subtree_control; echo $?
cat a/cgroup.subtree_control
