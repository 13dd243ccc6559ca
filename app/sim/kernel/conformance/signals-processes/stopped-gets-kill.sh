# A stopped process takes SIGTERM only after SIGCONT, but SIGKILL at once.
sleep 5 &
p=$!; kill -STOP $p; kill -TERM $p; sleep 0.05
grep State /proc/$p/status; kill -CONT $p; wait $p; echo $?
sleep 5 & p=$!; kill -STOP $p; kill -KILL $p; wait $p; echo $?
