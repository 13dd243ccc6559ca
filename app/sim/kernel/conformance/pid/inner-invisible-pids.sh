# A process cannot name a process outside its pid namespace: kill answers that there is none.
sleep 5 & outer=$!
unshare --pid --fork --mount-proc sh -c 'kill -0 '$outer' 2>&1 | sed "s/'$outer'/PID/"; [ -d /proc/'$outer' ] || echo "no directory"'
kill -0 $outer && echo "outside it is there"
kill $outer
