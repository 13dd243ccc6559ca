# A neighbour that does not answer ARP becomes FAILED; who waits for it is told that the host is unreachable.
ip netns add a; ip link add v0 type veth peer name v1 netns a
ip addr add 10.0.0.1/24 dev v0; ip link set v0 up
ip -n a link set v1 up
ping -c 1 -W 4 10.0.0.9 | grep packets; ip neigh; nc 10.0.0.8 80 </dev/null; echo $?
