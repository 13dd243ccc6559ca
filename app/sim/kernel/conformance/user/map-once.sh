# A map can be written once; an unprivileged writer may map only himself, to any id.
su user -c '
unshare --user sleep 0.4 & sleep 0.1
for m in "0 0 1" "0 1000 2" "5 1000 1" "6 1000 1"; do echo "$m" > /proc/$!/uid_map; echo $?; done
tr -s " " < /proc/$!/uid_map; wait
'
