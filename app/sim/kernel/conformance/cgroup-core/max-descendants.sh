# cgroup.max.descendants limits how many cgroups there may be below.
cd /sys/fs/cgroup; mkdir a; echo 2 > a/cgroup.max.descendants
mkdir a/1 a/2; echo $?
mkdir a/3; echo $?
rmdir a/1; mkdir a/3; echo $?
cat a/cgroup.stat
