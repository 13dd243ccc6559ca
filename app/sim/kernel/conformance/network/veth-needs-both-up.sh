# A veth end without its peer up has no carrier; an address on a device that is down is not reached.
ip link add v0 type veth peer name v1; ip link set v0 up
ip -o link show v0 | grep -o 'NO-CARRIER\|state [A-Z]*'
ip link set v1 up
ip -o link show v0 | grep -o 'state [A-Z]*'
