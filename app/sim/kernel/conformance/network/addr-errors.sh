# Addresses: twice, not there, bad ones.
ip link add d0 type dummy; ip addr add 10.1.1.1/24 dev d0
ip addr add 10.1.1.1/24 dev d0; echo $?
ip addr del 10.1.1.2/24 dev d0; echo $?
ip addr add 10.1.1.300/24 dev d0; echo $?
ip addr add 10.1.1.1/33 dev d0; echo $?
ip addr add 10.1.1.5 dev d0
ip -o -4 addr show d0 | tr -s ' ' | cut -d' ' -f2-4
