# Paths in the table are absolute, however they were given; a space is written as \040.
cd /tmp; mkdir 'a b'; mount -t tmpfs none './a b'; tail -1 /proc/self/mounts | cut -d' ' -f1-3; umount 'a b'; echo $?
