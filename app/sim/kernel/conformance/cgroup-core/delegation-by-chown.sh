# A user who owns a cgroup directory and its procs and subtree_control can manage below it, and no further.
cd /sys/fs/cgroup; mkdir a
chown user a a/cgroup.procs a/cgroup.subtree_control
su user -c 'mkdir a/mine && echo made; echo +pids > a/cgroup.subtree_control && ls a/mine | grep pids.max; echo 1 > a/pids.max; echo "limit: $?"; mkdir b; echo "outside: $?"'
