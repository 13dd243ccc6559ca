# What a process writes into tmpfs counts as its memory: above the limit it is killed.
cd /sys/fs/cgroup; mkdir a; echo 1M > a/memory.max; mkdir /tmp/m; mount -t tmpfs none /tmp/m
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; exec dd if=/dev/zero of=/tmp/m/f bs=64k count=64' 2>/dev/null; echo $?
awk '$1=="oom_kill"{print}' a/memory.events
