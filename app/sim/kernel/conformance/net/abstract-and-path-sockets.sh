# /proc/net/unix is empty in a new namespace.
unshare --net cat /proc/net/unix
