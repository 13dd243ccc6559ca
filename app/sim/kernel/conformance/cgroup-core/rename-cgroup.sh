# A cgroup cannot be renamed in cgroup v2.
cd /sys/fs/cgroup; mkdir a
mv a b; echo $?
ls -d a
