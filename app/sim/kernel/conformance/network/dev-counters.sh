# Packets are counted in /proc/net/dev and ip -s link.
ip link set lo up; ping -c 3 -i 0.1 127.0.0.1 >/dev/null
awk '$1=="lo:"{print $2,$3,$10,$11}' /proc/net/dev
