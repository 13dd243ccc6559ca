# ping: sizes, counts, bad names.
ip link set lo up
ping -c 1 -s 1000 127.0.0.1 | grep bytes | head -1
ping -c 1 -s 1000 127.0.0.1 | sed -n 's/time=.*//p'
ping -c 1 nosuchhost; echo $?
ping -q -c 2 -i 0.1 127.0.0.1 | grep -v round-trip
