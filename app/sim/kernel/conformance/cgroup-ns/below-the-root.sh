# Cgroups below the namespace's root are shown relative to it.
cd /sys/fs/cgroup; mkdir -p a
sh -c 'echo 0 > a/cgroup.procs; unshare --cgroup sh -c "mkdir /sys/fs/cgroup/a/c; echo 0 > /sys/fs/cgroup/a/c/cgroup.procs; cat /proc/self/cgroup"'
