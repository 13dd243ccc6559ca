# An ordinary user needs a user namespace for it.
unshare -S 1000 -G 1000 unshare --time true; echo $?
unshare -S 1000 -G 1000 unshare --user --time --fork --boottime 3000 cat /proc/self/timens_offsets
