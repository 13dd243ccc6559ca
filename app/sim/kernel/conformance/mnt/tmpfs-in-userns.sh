# In its own user and mount namespaces an ordinary user may mount tmpfs.
mkdir /tmp/m; chmod 777 /tmp/m
unshare -S 1000 -G 1000 unshare --user --map-root-user --mount sh -c 'mount -t tmpfs mine /tmp/m && touch /tmp/m/x && stat -c "%U %A" /tmp/m/x'
ls /tmp/m | wc -l
