# Unsharing ipc needs CAP_SYS_ADMIN, which a user namespace gives.
unshare -S 1000 -G 1000 unshare --ipc true; echo $?
unshare -S 1000 -G 1000 unshare --user --ipc true; echo $?
