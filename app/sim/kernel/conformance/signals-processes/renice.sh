# renice changes a running process.
sleep 0.3 & renice -n 4 -p $!; cut -d' ' -f19 /proc/$!/stat; renice -n 1 -p 99999; echo $?; wait
