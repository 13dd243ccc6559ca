# A port that leaves the bridge is cut off.
ip link add br0 type bridge; ip link set br0 up
for i in 1 2; do ip netns add n$i; ip link add p$i type veth peer name eth0 netns n$i; ip link set p$i master br0 up; ip -n n$i addr add 10.0.0.$i/24 dev eth0; ip -n n$i link set eth0 up; done
ip netns exec n1 ping -c 1 -W 1 10.0.0.2 | grep packets
ip link set p2 nomaster
ip netns exec n1 ping -c 1 -W 1 10.0.0.2 | grep packets
