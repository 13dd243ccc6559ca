# The limit on queues belongs to the ipc namespace too; root may exceed it.
cat /proc/sys/fs/mqueue/queues_max
unshare --ipc sh -c 'echo 1 > /proc/sys/fs/mqueue/queues_max; cat /proc/sys/fs/mqueue/queues_max; mkdir /tmp/q; mount -t mqueue none /tmp/q; touch /tmp/q/a; touch /tmp/q/b; echo $?'
cat /proc/sys/fs/mqueue/queues_max
