# What a frozen process looks like in /proc/PID/status.
cd /sys/fs/cgroup; mkdir a; sleep 5 &
p=$!; echo $p > a/cgroup.procs; echo 1 > a/cgroup.freeze
sleep 0.1; grep State /proc/$p/status; kill -9 $p
