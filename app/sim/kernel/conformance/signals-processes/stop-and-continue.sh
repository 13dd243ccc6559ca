# SIGSTOP stops, SIGCONT continues; /proc/PID/status says so.
sleep 0.4 & p=$!
kill -STOP $p; sleep 0.05; grep State /proc/$p/status
kill -CONT $p; sleep 0.05; grep State /proc/$p/status
wait $p; echo $?
