# Without a map every id is the overflow id 65534; a process in the new namespace has all capabilities there.
unshare -S 1000 -G 1000 unshare --user sh -c 'id -u; id -g; grep CapEff /proc/self/status'
