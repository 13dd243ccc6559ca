# A threaded child makes its parent a threaded domain, and other children invalid domains.
cd /sys/fs/cgroup; mkdir a a/t a/u
echo threaded > a/t/cgroup.type
cat a/cgroup.type a/t/cgroup.type a/u/cgroup.type
ls a/t | grep -c memory
sleep 1 & echo $! > a/u/cgroup.procs; echo $?
kill $!
