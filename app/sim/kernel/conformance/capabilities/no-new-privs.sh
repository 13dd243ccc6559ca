# With no_new_privs a set-user-id program does not change the user.
cp /bin/busybox /tmp/id; chmod 4755 /tmp/id
su user -c '/tmp/id -u; setpriv --nnp /tmp/id -u; setpriv --nnp grep NoNewPrivs /proc/self/status; grep NoNewPrivs /proc/self/status'
