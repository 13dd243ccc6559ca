# A cgroup with processes cannot enable controllers for its children: EBUSY.
cd /sys/fs/cgroup; mkdir a a/b
sleep 5 & echo $! > a/cgroup.procs
echo +memory > a/cgroup.subtree_control; echo "status $?"
echo $! > a/b/cgroup.procs
echo +memory > a/cgroup.subtree_control; echo "status $?"
cat a/cgroup.subtree_control
kill $!
