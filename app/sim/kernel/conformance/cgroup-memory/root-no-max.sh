# The root has memory.stat but no limits.
ls /sys/fs/cgroup | grep memory; cat /sys/fs/cgroup/memory.max; echo $?
