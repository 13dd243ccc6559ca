# nsenter --net sees the namespace's devices.
unshare --net sh -c 'ip link add inner0 type dummy; sleep 0.4' &
sleep 0.2
nsenter --target $! --net ip -o link | cut -d' ' -f2; wait
