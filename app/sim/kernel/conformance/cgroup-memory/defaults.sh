# The memory controller's limits in a new cgroup.
cd /sys/fs/cgroup; mkdir a; for f in min low high max oom.group current peak swap.max swap.current; do echo "$f: $(cat a/memory.$f)"; done; cat a/memory.events
