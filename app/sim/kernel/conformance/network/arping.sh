# arping asks for a hardware address.
ip netns add a; ip link add v0 type veth peer name v1 netns a
ip addr add 10.0.0.1/24 dev v0; ip link set v0 up
ip -n a addr add 10.0.0.2/24 dev v1; ip -n a link set v1 up
arping -c 1 -I v0 10.0.0.2 | grep -E '^(Sent|Received)'
arping -c 1 -w 1 -I v0 10.0.0.77 >/dev/null; echo $?
