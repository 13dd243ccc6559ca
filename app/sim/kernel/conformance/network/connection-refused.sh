# No listener: connection refused.
ip link set lo up; nc 127.0.0.1 5001 </dev/null; echo $?
wget -q -O - http://127.0.0.1:5001/; echo $?
