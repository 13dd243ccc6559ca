# A file made by the inner root belongs to the outer user.
unshare -S 1000 -G 1000 unshare --user --map-root-user sh -c 'touch /tmp/f; stat -c %u:%g /tmp/f'
stat -c %u:%g /tmp/f
