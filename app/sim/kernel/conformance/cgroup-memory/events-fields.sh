# The fields of memory.events and memory.swap.events.
cd /sys/fs/cgroup; mkdir a; cut -d' ' -f1 a/memory.events
echo --; cut -d' ' -f1 a/memory.swap.events
cut -d' ' -f1 a/memory.events.local | wc -l
