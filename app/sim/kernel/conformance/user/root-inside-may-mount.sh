# Root in a user namespace may do in namespaces that it owns what it may not outside.
unshare -S 1000 -G 1000 unshare -Ur sh -c 'hostname x; echo $?; mount -t tmpfs none /mnt; echo $?'
unshare -S 1000 -G 1000 unshare -Urmu sh -c 'hostname x; echo $?; mount -t tmpfs none /mnt; echo $?'
