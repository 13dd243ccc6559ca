# unshare --cgroup needs CAP_SYS_ADMIN in the user namespace.
unshare -S 1000 -G 1000 unshare --cgroup true; echo $?
unshare -S 1000 -G 1000 unshare --user --cgroup cat /proc/self/cgroup
