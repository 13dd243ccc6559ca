# Several controllers can be enabled and disabled in one write; the last word on one counts.
cd /sys/fs/cgroup; mkdir a
echo "+cpu +memory +pids" > a/cgroup.subtree_control; cat a/cgroup.subtree_control
echo "-cpu +io" > a/cgroup.subtree_control; cat a/cgroup.subtree_control
echo "+cpu -cpu" > a/cgroup.subtree_control; cat a/cgroup.subtree_control
