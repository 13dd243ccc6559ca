# The root of the namespace is an ordinary cgroup: it has limits, unlike the true root.
cd /sys/fs/cgroup; mkdir a
sh -c 'echo 0 > a/cgroup.procs; unshare --cgroup --mount sh -c "mkdir /tmp/cg; mount -t cgroup2 none /tmp/cg; ls /tmp/cg | grep -c . ; cat /tmp/cg/pids.max; cat /tmp/cg/cgroup.procs | wc -l"'
