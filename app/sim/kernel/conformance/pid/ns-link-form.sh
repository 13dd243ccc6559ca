# The link in /proc/PID/ns names the type and an inode number.
# substitute: inode
readlink /proc/self/ns/pid
readlink /proc/self/ns/pid_for_children
