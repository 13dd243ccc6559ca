# Routes: default, by gateway, more specific first, metric.
ip link add d0 type dummy; ip link set d0 up
ip addr add 10.1.1.1/24 dev d0
ip route add default via 10.1.1.254
ip route add 10.2.0.0/16 via 10.1.1.253
ip route add 10.2.3.0/24 dev d0 metric 5; ip route
for d in 8.8.8.8 10.2.9.9 10.2.3.4 127.0.0.1; do ip route get $d | head -1 | sed 's/ uid.*//'; done
