# /proc/PID/stat has 52 fields; the second is the name in parentheses.
sleep 0.2 & sleep 0.05; set -- $(cat /proc/$!/stat); echo $# $2 $3; wait
