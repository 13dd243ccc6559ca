# netstat lists what listens and what is connected.
ip link set lo up; sleep 0.6 | nc -l -p 5000 >/dev/null &
sleep 0.1; netstat -ltn | tail -n +2
sleep 0.3 | nc 127.0.0.1 5000 &
sleep 0.1
netstat -tn | grep -c ESTABLISHED; netstat -ltn | grep -c LISTEN; wait
