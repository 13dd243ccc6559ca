# A transfer of many segments arrives complete.
ip link set lo up
dd if=/dev/zero bs=1k count=300 2>/dev/null | tr '\0' 'x' | nc -l -p 5000 &
sleep 0.1; nc 127.0.0.1 5000 </dev/null | wc -c; wait
