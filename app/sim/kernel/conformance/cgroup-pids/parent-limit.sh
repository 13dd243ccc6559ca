# A parent's limit counts for the children; Linux 6.1 counts the event in the cgroup of the process that forked.
cd /sys/fs/cgroup; mkdir a a/b; echo +pids > a/cgroup.subtree_control; echo 1 > a/pids.max
sh -c 'echo 0 > a/b/cgroup.procs; /bin/true; echo no'; echo $?; cat a/pids.events a/b/pids.events
