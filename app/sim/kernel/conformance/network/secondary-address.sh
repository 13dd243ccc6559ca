# A second address in the same prefix is secondary, and goes with the first.
ip link add d0 type dummy; ip addr add 10.1.1.1/24 dev d0
ip addr add 10.1.1.2/24 dev d0
ip -o -4 addr show d0 | grep -c secondary
ip addr del 10.1.1.1/24 dev d0; ip -o -4 addr show d0 | wc -l
