# How ip shows a veth pair.
# substitute: mac
ip link add v0 type veth peer name v1; ip link show v0
ip addr add 192.168.5.1/24 dev v0; ip link set v0 up
ip link set v1 up; ip addr show v0 | grep -v inet6
