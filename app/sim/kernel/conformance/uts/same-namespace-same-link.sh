# Parent and child share the uts namespace; unshare gives another one.
a=$(readlink /proc/self/ns/uts); b=$(sh -c 'readlink /proc/self/ns/uts'); c=$(unshare --uts readlink /proc/self/ns/uts)
[ "$a" = "$b" ] && echo "child: same"
[ "$a" = "$c" ] || echo "unshare: other"
