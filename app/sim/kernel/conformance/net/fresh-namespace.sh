# A new network namespace has a loopback device that is down, and nothing else.
unshare --net ip link; unshare --net ip -o addr | wc -l; unshare --net ip route | wc -l
