# The source address follows the route, and can be chosen.
ip link add d0 type dummy; ip link set d0 up
ip addr add 10.1.1.1/24 dev d0
ip addr add 10.7.7.7/32 dev d0
ip route add 10.9.0.0/16 dev d0 src 10.7.7.7
ip route get 10.9.1.1 | head -1 | sed 's/ uid.*//'
ip route get 10.1.1.2 from 10.7.7.7 | head -1 | sed 's/ uid.*//'
