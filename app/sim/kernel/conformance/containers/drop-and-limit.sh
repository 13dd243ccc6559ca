# A container's process without privileges: another user, no_new_privs, and nothing to gain from set-user-id.
mkdir -p /tmp/c/bin; cp /bin/busybox /tmp/c/bin/id; chmod 4755 /tmp/c/bin/id
unshare --root /tmp/c -S 1000 -G 1000 /bin/id -u
setpriv --nnp unshare --root /tmp/c -S 1000 -G 1000 /bin/id -u
