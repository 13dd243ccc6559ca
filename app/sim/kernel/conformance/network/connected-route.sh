# An address with a prefix brings a route when the device is up.
ip link add d0 type dummy; ip addr add 10.1.1.1/24 dev d0
ip route; echo --; ip link set d0 up; ip route
ip route get 10.1.1.9 | head -1
ip addr del 10.1.1.1/24 dev d0; ip route | wc -l
