# Memory in tmpfs stays charged to the cgroup of the process that wrote it, until the file goes.
cd /sys/fs/cgroup; mkdir a
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; exec dd if=/dev/zero of=/tmp/f bs=64k count=16' 2>/dev/null
b=$(cat a/memory.current); rm /tmp/f
c=$(cat a/memory.current)
[ $b -ge 1048576 ] && [ $c -lt 1048576 ] && echo "given back"
[ $(cat a/memory.peak) -ge $b ] && echo "peak remembers"
