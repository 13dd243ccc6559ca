# unshare --root runs the program with another root directory.
mkdir -p /tmp/r/bin; cp /bin/busybox /tmp/r/bin/; ln -s busybox /tmp/r/bin/sh; ln -s busybox /tmp/r/bin/ls
unshare --mount --root=/tmp/r /bin/sh -c 'ls /; pwd'
