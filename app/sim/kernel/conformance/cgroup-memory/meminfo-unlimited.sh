# /proc/meminfo does not know about cgroups: it shows the machine.
cd /sys/fs/cgroup; mkdir a; echo 4M > a/memory.max
t=$(awk '/MemTotal/{print $2}' /proc/meminfo)
sh -c 'echo 0 > a/cgroup.procs; awk "/MemTotal/{print \$2}" /proc/meminfo' | grep -qx $t && echo same
