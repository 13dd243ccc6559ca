# The old commands: ifconfig and route.
ifconfig lo up
ifconfig lo | grep -v -E 'packets|bytes|collisions'
ip link add d0 type dummy
ifconfig d0 10.4.4.4 netmask 255.255.255.0 up
route add default gw 10.4.4.1; route -n
