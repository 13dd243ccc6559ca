# mountinfo shows an outer cgroup mount with its root relative to the namespace.
cd /sys/fs/cgroup; mkdir -p a/b
sh -c 'echo 0 > a/b/cgroup.procs; unshare --cgroup grep " /sys/fs/cgroup " /proc/self/mountinfo | cut -d" " -f4,5'
