# unshare --ipc makes another namespace, a child shares its parent's.
a=$(readlink /proc/self/ns/ipc); [ "$a" = "$(sh -c 'readlink /proc/self/ns/ipc')" ] && echo same; [ "$a" = "$(unshare --ipc readlink /proc/self/ns/ipc)" ] || echo other
