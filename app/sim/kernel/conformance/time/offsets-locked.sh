# After the first process has entered, the offsets cannot be changed.
unshare --time --fork sh -c 'echo "monotonic 5 0" > /proc/self/timens_offsets; echo $?'
