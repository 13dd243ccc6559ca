# ip -j prints JSON.
ip -j link show lo; echo; ip link set lo up; ip -j -4 addr show lo; echo
