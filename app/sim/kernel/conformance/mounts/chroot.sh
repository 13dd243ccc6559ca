# chroot changes what / means, and nothing else.
mkdir -p /tmp/r/bin; cp /bin/busybox /tmp/r/bin; ln -s busybox /tmp/r/bin/sh; ln -s busybox /tmp/r/bin/ls
chroot /tmp/r /bin/sh -c 'ls /; cd ..; pwd'
chroot /tmp/r /bin/nothere; echo $?
chroot /tmp/nothere /bin/sh; echo $?
