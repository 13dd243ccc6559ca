# MTU and hardware address can be set.
ip link add d0 type dummy; ip link set d0 mtu 1400
ip link set d0 address 02:00:00:00:00:01; ip link show d0
ip link set d0 mtu 10; echo $?; ip link set d0 address zz; echo $?
