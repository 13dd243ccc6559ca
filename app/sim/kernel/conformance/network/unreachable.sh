# Without a route: network unreachable.
ping -c 1 -W 1 203.0.113.5; echo $?; nc -w 1 203.0.113.5 80 </dev/null; echo $?
