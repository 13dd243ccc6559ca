# Without job control a background job stays in the shell's process group.
sleep 0.2 &
a=$(cut -d' ' -f5 /proc/$!/stat)
b=$(cut -d' ' -f5 /proc/$$/stat)
[ $a = $b ] && echo "same group"; wait
