# What files the root cgroup has.
ls /sys/fs/cgroup
