# Routes that refuse: unreachable, prohibit, blackhole.
ip link set lo up; ip route add unreachable 10.1.0.0/16
ip route add prohibit 10.2.0.0/16
ip route add blackhole 10.3.0.0/16; ip route
for n in 1 2 3; do ping -c 1 -W 1 10.$n.0.1 2>&1 | tail -1; done
