# With the namespace a virtual device goes too, and takes its peer along.
ip link add v0 type veth peer name v1
unshare --net sleep 0.3 &
sleep 0.1; ip link set v1 netns $!; ip -o link | grep -c v0
wait; sleep 0.2; ip -o link | grep -c v0
