# The cpuset controller's files on a machine with one core.
cd /sys/fs/cgroup; cat cpuset.cpus.effective cpuset.mems.effective; mkdir a; for f in cpus cpus.effective mems mems.effective cpus.partition; do echo "$f: $(cat a/cpuset.$f)"; done
