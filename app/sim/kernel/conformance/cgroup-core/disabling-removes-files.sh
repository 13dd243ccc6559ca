# When a controller is disabled its files go away.
cd /sys/fs/cgroup; mkdir a a/b
echo +pids > a/cgroup.subtree_control; ls a/b | grep pids
echo -pids > a/cgroup.subtree_control; ls a/b | grep -c pids
