# Entering a user namespace gives its capabilities; ids are as it maps them.
unshare -S 1000 -G 1000 unshare -Ur sleep 0.5 &
sleep 0.2; p=$(pgrep -x sleep | tail -1)
nsenter --target $p --user sh -c 'id -u; grep CapEff /proc/self/status'
nsenter --target $p --user --preserve-credentials id -u; wait
