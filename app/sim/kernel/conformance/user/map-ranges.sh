# Root may map ranges for another process, in one write; ids are then shown through the map of whoever looks.
unshare --user sleep 0.6 & sleep 0.2
printf '0 100000 1000\n1000 5000 1\n' > /tmp/map
cat /tmp/map > /proc/$!/uid_map; echo $?
echo "0 100000 1000" > /proc/$!/gid_map
tr -s ' ' < /proc/$!/uid_map; grep Uid /proc/$!/status
nsenter --target $! --user sh -c 'id -u; grep Uid /proc/self/status; touch /tmp/f'
stat -c '%u %g' /tmp/f; wait
