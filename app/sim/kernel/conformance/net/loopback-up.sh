# With lo up, 127.0.0.1 is there.
unshare --net sh -c 'ping -c 1 -W 1 127.0.0.1 >/dev/null 2>&1; echo $?; ip link set lo up; ip addr show lo; ping -c 1 127.0.0.1 | grep packets'
