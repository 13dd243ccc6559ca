# Killing an empty cgroup is no error.
cd /sys/fs/cgroup; mkdir a; echo 1 > a/cgroup.kill; echo $?
