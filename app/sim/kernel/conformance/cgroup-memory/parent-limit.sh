# A parent's limit holds for the sum of its children; events are counted where the limit is.
cd /sys/fs/cgroup; mkdir a a/b
echo +memory > a/cgroup.subtree_control
echo 2M > a/memory.max; cat a/b/memory.max
sh -c 'echo 0 > /sys/fs/cgroup/a/b/cgroup.procs; exec memtouch 8' >/dev/null; echo $?
for g in a a/b; do awk '$1=="oom_kill"{print $0}' $g/memory.events; done
awk '$1=="max" && $2>0{print "limit hit in the parent"}' a/memory.events.local
awk '$1=="max"{print}' a/b/memory.events.local
