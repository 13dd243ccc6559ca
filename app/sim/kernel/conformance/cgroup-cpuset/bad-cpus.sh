# CPUs that do not exist, and lists that are none.
cd /sys/fs/cgroup; mkdir a; for v in 1 0-3 x 0,1 -1 "0 1"; do echo "$v" > a/cpuset.cpus; echo "$v: $? $(cat a/cpuset.cpus)"; done
