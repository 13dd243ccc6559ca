# What ip link says about devices that do not or do already exist.
ip link show nosuch; echo $?; ip link set nosuch up; echo $?
ip link add d0 type dummy; ip link add d0 type dummy; echo $?
ip link add x type nosuchtype; echo $?; ip link del d0
ip link del d0; echo $?
ip link add averyveryverylongname type dummy; echo $?
