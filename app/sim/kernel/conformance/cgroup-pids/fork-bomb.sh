# A fork bomb in a cgroup ends at its limit; the outside goes on.
cd /sys/fs/cgroup; mkdir a; echo 8 > a/pids.max
sh -c 'echo 0 > a/cgroup.procs; f() { f | f & }; f; sleep 0.03' 2>/dev/null &
sleep 0.06; [ $(cat a/pids.current) -le 8 ] && echo "bounded"
echo "outside works" | cat; echo 1 > a/cgroup.kill; wait
sleep 0.05; cat a/pids.current
