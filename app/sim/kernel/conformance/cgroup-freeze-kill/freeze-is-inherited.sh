# Freezing a cgroup freezes everything below; cgroup.freeze of a child keeps its own value.
cd /sys/fs/cgroup; mkdir -p a/b; sleep 2 &
echo $! > a/b/cgroup.procs; echo 1 > a/cgroup.freeze
sleep 0.1
cat a/b/cgroup.freeze a/b/cgroup.events a/cgroup.events; kill -9 $!; wait $! 2>/dev/null; echo $?
