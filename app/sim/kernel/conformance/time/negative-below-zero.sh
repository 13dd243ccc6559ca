# The clock of a namespace may be behind, but not become negative.
unshare --time sh -c 'echo "monotonic -100000 0" > /proc/$$/timens_offsets; echo $?; echo "boottime 99999999999999 0" > /proc/$$/timens_offsets; echo $?; echo "monotonic 0 -5" > /proc/$$/timens_offsets; echo $?'
cat /proc/self/timens_offsets
