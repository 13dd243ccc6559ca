# nsenter --cgroup sees paths as the namespace that it joins does; the process itself stays in its cgroup.
cd /sys/fs/cgroup; mkdir -p a/b
sh -c 'echo 0 > a/b/cgroup.procs; exec unshare --cgroup sleep 0.5' &
sleep 0.2
nsenter --target $! --cgroup cat /proc/self/cgroup /proc/$!/cgroup
wait
