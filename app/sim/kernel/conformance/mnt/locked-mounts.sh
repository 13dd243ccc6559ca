# Mounts that came from a more privileged mount namespace cannot be taken apart in a user namespace.
mkdir /tmp/m; mount -t tmpfs none /tmp/m
unshare -S 1000 -G 1000 unshare --user --map-root-user --mount sh -c 'umount /tmp/m'
echo "status $?"
