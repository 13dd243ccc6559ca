# cpuset.cpus takes lists; what is not there is left out of the effective set.
cd /sys/fs/cgroup; mkdir a; echo 0 > a/cpuset.cpus; cat a/cpuset.cpus a/cpuset.cpus.effective; echo > a/cpuset.cpus; echo "[$(cat a/cpuset.cpus)]"; cat a/cpuset.cpus.effective
