# POSIX message queues are files of a mqueue file system, one for each namespace.
mkdir /tmp/q; mount -t mqueue none /tmp/q; touch /tmp/q/mine
cat /tmp/q/mine
unshare --ipc --mount sh -c 'mount -t mqueue none /tmp/q; ls /tmp/q | wc -l; touch /tmp/q/other'
ls /tmp/q; rm /tmp/q/mine
