# io.pressure exists in every cgroup; nothing has waited for a disk yet.
cd /sys/fs/cgroup; mkdir a a/b; cat a/b/io.pressure
