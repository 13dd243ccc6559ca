# A user namespace in a user namespace: the inner map is in terms of its parent.
unshare -S 1000 -G 1000 unshare -Ur unshare -U --map-user=5 --map-group=6 sh -c 'id -u; id -g; cat /proc/self/uid_map | tr -s " "'
