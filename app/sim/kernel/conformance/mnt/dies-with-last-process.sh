# A mount namespace goes with its last process, and its mounts with it: what they were made of is not busy any more.
mkdir /tmp/m /tmp/d
mount -t tmpfs none /tmp/d
unshare --mount sh -c 'mount --bind /tmp/d /tmp/m'
umount /tmp/d && echo "not busy"
