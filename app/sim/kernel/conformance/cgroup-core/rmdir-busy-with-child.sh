# Nor one that has a child cgroup.
cd /sys/fs/cgroup; mkdir a a/b
rmdir a; echo $?
rmdir a/b a; echo $?
