# A new ipc namespace has no queues, segments or semaphores.
unshare --ipc ipcs | grep -v '^$'
