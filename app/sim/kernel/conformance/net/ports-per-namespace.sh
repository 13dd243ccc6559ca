# Two namespaces may listen on the same port.
ip link set lo up; echo outer | nc -l -p 7000 >/dev/null &
unshare --net sh -c 'ip link set lo up; echo inner | nc -l -p 7000 >/dev/null & sleep 0.1; nc 127.0.0.1 7000 </dev/null'
sleep 0.1; nc 127.0.0.1 7000 </dev/null; wait
