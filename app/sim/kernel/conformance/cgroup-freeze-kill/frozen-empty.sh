# An empty cgroup is frozen as soon as it is asked to be.
cd /sys/fs/cgroup; mkdir a; echo 1 > a/cgroup.freeze
cat a/cgroup.events; echo 0 > a/cgroup.freeze
cat a/cgroup.events
