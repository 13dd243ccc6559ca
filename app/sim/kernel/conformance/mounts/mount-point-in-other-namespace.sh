# A directory that is a mount point only in another namespace can be removed: the mount there goes.
cd /tmp; mkdir m; unshare --mount sh -c 'mount -t tmpfs none /tmp/m; sleep 0.5; grep -q /tmp/m /proc/self/mounts || echo "mount is gone"' &
sleep 0.2; rmdir m; echo $?; wait
