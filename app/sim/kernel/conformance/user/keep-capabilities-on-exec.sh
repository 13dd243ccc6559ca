# Root inside keeps its capabilities over exec; a mapped ordinary user loses them.
unshare -S 1000 -G 1000 unshare -U --map-current-user sh -c 'id -u; grep CapEff /proc/self/status'
unshare -S 1000 -G 1000 unshare -U --map-current-user --keep-caps sh -c 'grep CapEff /proc/self/status'
