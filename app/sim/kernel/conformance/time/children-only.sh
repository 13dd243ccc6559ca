# unshare --time without --fork: the process stays, its children are in the new namespace.
unshare --time sh -c 'a=$(readlink /proc/$$/ns/time); b=$(readlink /proc/$$/ns/time_for_children); [ "$a" = "$b" ] && echo same || echo different; c=$(readlink /proc/self/ns/time); [ "$c" = "$b" ] && echo "the child is there"'
