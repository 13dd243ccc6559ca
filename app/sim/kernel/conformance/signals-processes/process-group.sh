# kill with a negative number reaches a whole process group.
setsid sh -c 'sleep 9 & sleep 9 & echo $$ > /tmp/g; wait' & sleep 0.2
g=$(cat /tmp/g); kill -TERM -$g; sleep 0.1
pgrep -x sleep | wc -l; wait; kill -TERM -$g 2>/dev/null; echo $?
