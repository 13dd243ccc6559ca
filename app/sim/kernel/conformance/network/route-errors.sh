# What ip route says.
ip link add d0 type dummy; ip route add 10.5.0.0/16 dev d0; echo $?
ip link set d0 up; ip route add 10.5.0.0/16 via 9.9.9.9; echo $?
ip route add 10.5.0.0/16 dev d0
ip route add 10.5.0.0/16 dev d0; echo $?
ip route del 10.6.0.0/16; echo $?; ip route add nonsense; echo $?
ip route get 1.2.3.4; echo $?
