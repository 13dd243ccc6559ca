# memory.reclaim asks for memory back; more than there is gives EAGAIN.
cd /sys/fs/cgroup; mkdir a; echo 1M > a/memory.reclaim; echo $?
echo x > a/memory.reclaim; echo $?; cat a/memory.reclaim; echo $?
