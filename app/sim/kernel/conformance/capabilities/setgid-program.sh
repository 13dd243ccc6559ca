# The same for groups.
cp /bin/busybox /tmp/grep; chgrp 77 /tmp/grep
chmod 2755 /tmp/grep
su user -c '/tmp/grep ^Gid /proc/self/status'
