# A port that is taken cannot be bound again.
ip link set lo up; nc -l -p 5000 >/dev/null &
sleep 0.1; nc -l -p 5000; echo $?
nc 127.0.0.1 5000 </dev/null; wait
