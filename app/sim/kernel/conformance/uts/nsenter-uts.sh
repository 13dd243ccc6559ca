# nsenter --uts sees the name of the namespace it joins.
unshare --uts sh -c 'hostname target; sleep 1' &
sleep 0.2
nsenter --target $! --uts hostname
hostname
wait
