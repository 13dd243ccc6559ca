# A frozen process does nothing; thawed it goes on.
cd /sys/fs/cgroup; mkdir a
sh -c 'while :; do echo tick >> /tmp/ticks; sleep 0.05; done' & echo $! > a/cgroup.procs; sleep 0.2
echo 1 > a/cgroup.freeze; sleep 0.1; cat a/cgroup.freeze a/cgroup.events
n=$(wc -l < /tmp/ticks); sleep 0.3; [ $n = $(wc -l < /tmp/ticks) ] && echo "stands still"
echo 0 > a/cgroup.freeze; sleep 0.3; [ $n -lt $(wc -l < /tmp/ticks) ] && echo "goes on"
cat a/cgroup.events; kill $!
