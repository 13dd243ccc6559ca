# A TCP connection between two namespaces, both ways.
ip netns add a; ip link add v0 type veth peer name v1 netns a
ip addr add 10.0.0.1/24 dev v0; ip link set v0 up
ip -n a addr add 10.0.0.2/24 dev v1; ip -n a link set v1 up
echo "hello from a" | ip netns exec a nc -l -p 5000 > /tmp/got &
sleep 0.1; echo "hello from here" | nc 10.0.0.2 5000; wait
cat /tmp/got
