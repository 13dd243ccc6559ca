# Under the limit nothing happens.
cd /sys/fs/cgroup; mkdir a; echo 8M > a/memory.max
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; exec dd if=/dev/zero of=/tmp/f bs=64k count=16' 2>/dev/null; echo $?
grep oom a/memory.events
[ $(cat a/memory.current) -ge 1048576 ] && echo "charged"
rm /tmp/f
