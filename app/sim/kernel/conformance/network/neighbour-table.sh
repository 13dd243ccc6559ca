# ARP fills the neighbour table; entries can be added and removed by hand.
# substitute: mac
ip netns add a; ip link add v0 type veth peer name v1 netns a
ip addr add 10.0.0.1/24 dev v0; ip link set v0 up
ip -n a addr add 10.0.0.2/24 dev v1; ip -n a link set v1 up
ping -c 1 10.0.0.2 >/dev/null; ip neigh | sed 's/ [A-Z]*$//'
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 dev v0
ip neigh show 10.0.0.7; ip neigh del 10.0.0.7 dev v0
ip neigh show 10.0.0.7 | wc -l; arp -n | grep -c 10.0.0.2
