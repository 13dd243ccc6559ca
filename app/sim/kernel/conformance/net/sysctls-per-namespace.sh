# Network sysctls belong to the namespace.
echo 1 > /proc/sys/net/ipv4/ip_forward
unshare --net sh -c 'cat /proc/sys/net/ipv4/ip_forward; echo 33 > /proc/sys/net/ipv4/ip_default_ttl; cat /proc/sys/net/ipv4/ip_default_ttl'
cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/ip_default_ttl
