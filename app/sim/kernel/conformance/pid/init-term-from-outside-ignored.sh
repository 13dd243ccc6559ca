# SIGTERM from outside does not end a pid 1 that has no handler for it.
unshare --pid --fork sleep 0.5 &
u=$!
sleep 0.1
kill -TERM $(pgrep -P $u)
wait $u
echo "status $?"
