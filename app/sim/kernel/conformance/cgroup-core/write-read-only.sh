# A counter cannot be written.
cd /sys/fs/cgroup; mkdir a
echo 1 > a/memory.current; echo $?
echo 1 > a/cgroup.controllers; echo $?
su user -c 'echo 1 > a/pids.max'; echo $?
