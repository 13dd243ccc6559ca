# The kernel's defaults for messages, shared memory and semaphores.
cd /proc/sys/kernel
unshare --ipc sh -c 'for f in msgmax msgmnb shmmni sem; do echo $f $(cat $f); done'
