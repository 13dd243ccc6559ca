# A bridge connects several namespaces.
ip link add br0 type bridge; ip link set br0 up; ip addr add 10.0.0.254/24 dev br0
for i in 1 2 3; do ip netns add n$i; ip link add p$i type veth peer name eth0 netns n$i; ip link set p$i master br0 up; ip -n n$i addr add 10.0.0.$i/24 dev eth0; ip -n n$i link set eth0 up; done
ip netns exec n1 ping -c 1 10.0.0.3 | grep packets
ip netns exec n2 ping -c 1 10.0.0.254 | grep packets
brctl show br0 | tail -n +2 | tr -s '\t ' ' ' | cut -d' ' -f3-
ls /sys/class/net/br0/brif
