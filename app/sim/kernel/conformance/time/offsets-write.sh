# Before that they can, by name or number.
unshare --time sh -c 'echo "monotonic 7 5" > /proc/$$/timens_offsets; echo $?; echo "7 9 0" > /proc/$$/timens_offsets; echo $?; echo "nosuch 1 0" > /proc/$$/timens_offsets; echo $?; cat /proc/$$/timens_offsets'
