# Devices are renamed while they are down, and in 6.1 while they are up as well if they allow it.
ip link add d0 type dummy; ip link set d0 name e0
ip -o link show e0 | cut -d' ' -f2; ip link set e0 up
ip link set e0 name f0; echo $?; ip link add g0 type dummy
ip link set g0 name lo; echo $?
