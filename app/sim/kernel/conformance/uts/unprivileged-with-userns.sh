# In a user namespace of one's own an ordinary user may name the host.
unshare -S 1000 -G 1000 unshare --user --map-root-user --uts sh -c 'hostname mine && hostname'
