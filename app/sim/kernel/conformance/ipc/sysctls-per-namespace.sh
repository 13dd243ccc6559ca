# The limits in /proc/sys/kernel belong to the namespace.
a=$(cat /proc/sys/kernel/msgmax)
unshare --ipc sh -c 'echo 1234 > /proc/sys/kernel/msgmax; cat /proc/sys/kernel/msgmax'
[ $a = $(cat /proc/sys/kernel/msgmax) ] && echo "outside unchanged"
