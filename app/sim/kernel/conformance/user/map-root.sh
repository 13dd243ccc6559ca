# --map-root-user makes the user root inside.
unshare -S 1000 -G 1000 unshare --user --map-root-user sh -c 'id; cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups | tr -s " "; grep -E "^Cap(Eff|Bnd)" /proc/self/status'
