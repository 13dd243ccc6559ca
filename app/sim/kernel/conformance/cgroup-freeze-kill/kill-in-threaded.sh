# In a threaded cgroup cgroup.kill is not supported.
cd /sys/fs/cgroup; mkdir a a/t; echo threaded > a/t/cgroup.type; echo 1 > a/t/cgroup.kill; echo $?
