# Files of users that are not mapped are shown as 65534.
touch /tmp/f; chown 77:77 /tmp/f
unshare -S 1000 -G 1000 unshare --user --map-root-user stat -c '%u %g' /tmp/f
