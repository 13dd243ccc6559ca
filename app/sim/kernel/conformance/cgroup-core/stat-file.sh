# cgroup.stat counts descendants, and dying ones.
cd /sys/fs/cgroup; mkdir -p a/b a/c/d
cat a/cgroup.stat a/c/cgroup.stat
rmdir a/b; head -1 a/cgroup.stat
