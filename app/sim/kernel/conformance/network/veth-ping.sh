# Two namespaces connected by a veth pair.
ip netns add a; ip netns add b; ip link add v0 netns a type veth peer name v1 netns b
ip -n a addr add 10.0.0.1/24 dev v0
ip -n b addr add 10.0.0.2/24 dev v1; ip -n a link set v0 up
ip -n b link set v1 up
ip netns exec a ping -c 2 -i 0.2 10.0.0.2 | grep -E 'packets|bytes from' | sed 's/time=.*//'
