# nsenter --mount sees the mounts of the namespace it joins.
mkdir /tmp/m
unshare --mount sh -c 'mount -t tmpfs none /tmp/m; echo hidden > /tmp/m/f; sleep 1' &
sleep 0.2
cat /tmp/m/f
nsenter --target $! --mount cat /tmp/m/f
wait
