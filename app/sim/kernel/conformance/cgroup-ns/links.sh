# The namespace has its link like the others.
a=$(readlink /proc/self/ns/cgroup)
b=$(unshare --cgroup readlink /proc/self/ns/cgroup)
[ "$a" != "$b" ] && echo other
