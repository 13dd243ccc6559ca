# The core files' values in a new cgroup.
cd /sys/fs/cgroup; mkdir a; cd a
for f in cgroup.type cgroup.controllers cgroup.subtree_control cgroup.procs cgroup.threads cgroup.events cgroup.freeze cgroup.max.depth cgroup.max.descendants cgroup.stat; do echo "$f: $(cat $f | tr '\n' ';')"; done
