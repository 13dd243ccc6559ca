# A process that needs more than memory.max is killed: status 137, counted in memory.events.
cd /sys/fs/cgroup; mkdir a; echo 2M > a/memory.max; echo 0 > a/memory.swap.max
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; exec memtouch 8' >/dev/null; echo $?
grep -E '^oom_kill|^oom ' a/memory.events | sed 's/^oom [1-9].*/oom some/'
