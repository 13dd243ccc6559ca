# Memory that a process touches is anonymous memory in memory.stat.
cd /sys/fs/cgroup; mkdir a
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; exec dd if=/dev/zero of=/tmp/f bs=64k count=16' 2>/dev/null
awk '$1=="shmem" && $2>=1048576{print "shmem has it"} $1=="anon" && $2<1048576{print "anon has not"}' a/memory.stat
