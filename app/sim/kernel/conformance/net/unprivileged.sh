# An ordinary user needs a user namespace for a network namespace.
unshare -S 1000 -G 1000 unshare --net true; echo $?
unshare -S 1000 -G 1000 unshare -Urn sh -c 'ip link add d0 type dummy && ip -o link show d0 | cut -d" " -f2'
