# An unprivileged process may write gid_map only after denying setgroups; that cannot be undone.
su user -c '
unshare --user sleep 0.4 & sleep 0.1
echo "0 1000 1" > /proc/$!/gid_map; echo $?
echo deny > /proc/$!/setgroups; cat /proc/$!/setgroups
echo "0 1000 1" > /proc/$!/gid_map; echo $?; tr -s " " < /proc/$!/gid_map
echo allow > /proc/$!/setgroups; echo $?; wait
'
