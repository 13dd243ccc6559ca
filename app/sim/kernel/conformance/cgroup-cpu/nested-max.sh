# A child may have a larger quota than its parent: the parent's counts.
cd /sys/fs/cgroup; mkdir a a/b
echo +cpu > a/cgroup.subtree_control
echo "10000 100000" > a/cpu.max
echo "50000 100000" > a/b/cpu.max; echo $?; cat a/b/cpu.max
