# A set-user-id program runs with its owner's effective id.
cp /bin/busybox /tmp/stat; chmod 4755 /tmp/stat
ln -s stat /tmp/grep
su user -c '/tmp/grep ^Uid /proc/self/status; grep ^Uid /proc/self/status'
