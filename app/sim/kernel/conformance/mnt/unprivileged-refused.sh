# An ordinary user cannot unshare the mount namespace alone.
unshare -S 1000 -G 1000 unshare --mount true
echo "status $?"
