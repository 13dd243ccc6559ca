# Memory nodes: this machine has node 0 only.
cd /sys/fs/cgroup; mkdir a; echo 0 > a/cpuset.mems; echo $? $(cat a/cpuset.mems)
echo 1 > a/cpuset.mems; echo $?
