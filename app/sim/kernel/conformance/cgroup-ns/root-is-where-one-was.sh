# In a new cgroup namespace one's cgroup is shown as the root.
cd /sys/fs/cgroup; mkdir -p a/b
sh -c 'echo 0 > a/b/cgroup.procs; cat /proc/self/cgroup; unshare --cgroup cat /proc/self/cgroup'
