# In a network namespace owned by the user namespace, links may be set up.
unshare -S 1000 -G 1000 unshare -Urn sh -c 'ip link set lo up; echo $?; ip -o link show lo | cut -d" " -f2,3'
