# What is mounted in a private mount namespace is not seen outside.
mkdir /tmp/m
unshare --mount sh -c 'mount -t tmpfs none /tmp/m; touch /tmp/m/x; ls /tmp/m'
ls -A /tmp/m | wc -l
grep -q /tmp/m /proc/self/mounts || echo "not in the table"
