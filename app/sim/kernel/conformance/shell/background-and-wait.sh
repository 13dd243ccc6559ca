# & starts jobs, $! names the last, jobs lists them, wait collects.
(exit 1) &
(exit 2) &
wait $!; echo $?; sleep 0.1 &
wait; echo $?; { sleep 0.05; echo second; } &
echo first; wait; [ -n "$!" ] && echo "has a pid"
