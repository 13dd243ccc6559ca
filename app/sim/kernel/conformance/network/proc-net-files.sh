# /proc/net: routes and listening sockets in hexadecimal.
ip link set lo up; ip link add d0 type dummy
ip link set d0 up; ip addr add 10.1.2.3/24 dev d0
ip route add default via 10.1.2.1
tail -n +2 /proc/net/route | cut -f1-4,8
nc -l -p 5000 >/dev/null & sleep 0.1; awk 'NR>1{print $2,$3,$4}' /proc/net/tcp; kill $!
