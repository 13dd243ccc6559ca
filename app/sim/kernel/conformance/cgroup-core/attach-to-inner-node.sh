# Nor can a process join a cgroup that has enabled a domain controller for its children.
cd /sys/fs/cgroup; mkdir a a/b
echo +memory > a/cgroup.subtree_control
sleep 5 & 
echo $! > a/cgroup.procs; echo "status $?"
echo $! > a/b/cgroup.procs; echo "status $?"
kill $!
