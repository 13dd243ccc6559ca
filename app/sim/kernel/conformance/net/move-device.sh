# A device belongs to one namespace and can be moved into another.
ip link add d0 type dummy; unshare --net sleep 1 &
sleep 0.1; ip link set d0 netns $!; ip link show d0; echo $?
nsenter --target $! --net ip -o link show d0 | cut -d' ' -f2
kill $!; wait
