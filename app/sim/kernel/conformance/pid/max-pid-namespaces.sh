# user.max_pid_namespaces limits how many there may be: ENOSPC above it.
echo 0 > /proc/sys/user/max_pid_namespaces
unshare --pid --fork true
echo "status $?"
