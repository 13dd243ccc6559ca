# cgroup.kill sends SIGKILL: traps do not help.
cd /sys/fs/cgroup; mkdir a
sh -c 'trap "" TERM INT; while :; do sleep 0.1; done' &
echo $! > a/cgroup.procs; sleep 0.2; echo 1 > a/cgroup.kill
wait $!; echo $?; sleep 0.1; cat a/cgroup.procs | wc -l
