# A child cgroup has the files of the controllers that its parent enabled.
cd /sys/fs/cgroup
cat cgroup.controllers cgroup.subtree_control
mkdir a && ls a
