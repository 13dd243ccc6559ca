# The root has the effective files only.
ls /sys/fs/cgroup | grep cpuset; echo 0 > /sys/fs/cgroup/cpuset.cpus.effective; echo $?
