# A process in a namespace may be moved out by somebody outside; it then sees /.. in its own path.
cd /sys/fs/cgroup; mkdir a b
sh -c 'echo 0 > a/cgroup.procs; exec unshare --cgroup sh -c "sleep 0.3; cat /proc/self/cgroup"' &
sleep 0.1; echo $! > b/cgroup.procs; wait
