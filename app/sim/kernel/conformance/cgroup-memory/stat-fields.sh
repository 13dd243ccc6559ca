# Some of the fields of memory.stat.
cd /sys/fs/cgroup; mkdir a
grep -E '^(anon|file|kernel_stack|shmem|file_mapped|pgfault|slab) ' a/memory.stat | cut -d' ' -f1
