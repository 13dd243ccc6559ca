# A delegatee may move a process only where it may write the common ancestor's cgroup.procs as well.
cd /sys/fs/cgroup; mkdir a a/x a/y
chown -R user a
su user -c 'sleep 2' & sleep 0.1
p=$(pgrep -x sleep); echo $p > a/x/cgroup.procs
su user -c "echo $p > a/y/cgroup.procs; echo inside: \$?; echo $p > cgroup.procs; echo out: \$?"
cat /proc/$p/cgroup; kill $p; wait
