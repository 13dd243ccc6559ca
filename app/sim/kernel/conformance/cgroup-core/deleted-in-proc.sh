# A zombie keeps its cgroup's name; when the cgroup has been removed, " (deleted)" follows it.
cd /sys/fs/cgroup; mkdir a
sh -c 'sh -c "echo \$\$ > a/cgroup.procs" & echo $! > /tmp/zombie; exec sleep 0.5' &
sleep 0.2; z=$(cat /tmp/zombie)
grep State /proc/$z/status; cat /proc/$z/cgroup
rmdir a; cat /proc/$z/cgroup
wait
