# The inner root has no power over what belongs to others.
echo secret > /tmp/f; chmod 600 /tmp/f
unshare -S 1000 -G 1000 unshare --user --map-root-user sh -c 'cat /tmp/f; echo $?; chown 0 /tmp/f; echo $?; kill -0 1; echo $?'
