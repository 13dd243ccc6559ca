# A device that goes down loses its routes; they do not all come back.
ip link add d0 type dummy; ip link set d0 up
ip addr add 10.1.1.1/24 dev d0
ip route add default via 10.1.1.254; ip link set d0 down
ip route | wc -l; ip link set d0 up; ip route
