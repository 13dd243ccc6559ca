# A container that sees only its own part of the cgroup tree.
mkdir /sys/fs/cgroup/box; echo 20 > /sys/fs/cgroup/box/pids.max
sh -c 'echo 0 > /sys/fs/cgroup/box/cgroup.procs; exec unshare --cgroup --mount --pid --fork sh -c "
  umount /sys/fs/cgroup; mount -t cgroup2 cgroup /sys/fs/cgroup; cat /proc/self/cgroup; cat /sys/fs/cgroup/pids.max; mkdir /sys/fs/cgroup/inner; ls -d /sys/fs/cgroup/*/"'
ls -d /sys/fs/cgroup/*/ /sys/fs/cgroup/box/*/
