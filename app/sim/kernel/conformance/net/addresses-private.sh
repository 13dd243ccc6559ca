# Devices and addresses inside are not seen outside.
unshare --net sh -c 'ip link add d0 type dummy; ip addr add 10.9.8.7/24 dev d0; ip -o -4 addr show d0 | tr -s " " | cut -d" " -f2-4'
ip addr | grep -c 10.9.8.7
