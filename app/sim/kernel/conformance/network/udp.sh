# UDP datagrams with nc.
ip link set lo up
timeout 1 nc -u -l -p 6000 > /tmp/u </dev/null &
sleep 0.1; printf 'one' | timeout 1 nc -u 127.0.0.1 6000
sleep 0.1; cat /tmp/u; echo; wait 2>/dev/null
