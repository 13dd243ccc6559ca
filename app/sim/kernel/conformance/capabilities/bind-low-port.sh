# A port below 1024 needs a capability; the boundary is a sysctl.
ip link set lo up
su user -c 'timeout 0.3 nc -l -p 80; echo $?; timeout 0.3 nc -l -p 8080 </dev/null; echo $?'
echo 80 > /proc/sys/net/ipv4/ip_unprivileged_port_start
su user -c 'timeout 0.3 nc -l -p 80 </dev/null; echo $?'
