# A namespace in the middle forwards between two networks if ip_forward is on.
ip netns add a; ip netns add r; ip netns add b
ip link add a0 netns a type veth peer name r0 netns r
ip link add b0 netns b type veth peer name r1 netns r
ip -n a addr add 10.1.0.2/24 dev a0
ip -n r addr add 10.1.0.1/24 dev r0
ip -n r addr add 10.2.0.1/24 dev r1
ip -n b addr add 10.2.0.2/24 dev b0
for x in "a a0" "r r0" "r r1" "b b0"; do set -- $x; ip -n $1 link set $2 up; done
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.2.0.1
ip netns exec a ping -c 1 -W 1 10.2.0.2 | grep packets
ip netns exec r sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
ip netns exec a ping -c 1 -W 1 10.2.0.2 | grep -E 'packets|ttl' | sed 's/time=.*//'
