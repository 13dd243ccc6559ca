# A process outside the namespace's root is shown with /.. in its path.
cd /sys/fs/cgroup; mkdir a b; sleep 1 &
echo $! > b/cgroup.procs
sh -c "echo 0 > a/cgroup.procs; unshare --cgroup cat /proc/$!/cgroup /proc/1/cgroup"
kill $!
