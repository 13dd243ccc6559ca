# cgroup2 mounted in the namespace has the namespace's root as its root.
cd /sys/fs/cgroup; mkdir -p a/x
sh -c 'echo 0 > a/cgroup.procs; unshare --cgroup --mount sh -c "mkdir /tmp/cg; mount -t cgroup2 none /tmp/cg; ls -d /tmp/cg/x; [ -e /tmp/cg/cgroup.type ] && cat /tmp/cg/cgroup.type; tail -1 /proc/self/mountinfo | cut -d\" \" -f4,5"'
