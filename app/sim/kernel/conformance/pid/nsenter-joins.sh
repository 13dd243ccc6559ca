# nsenter --pid joins an existing namespace: the program it starts gets the next pid there.
unshare --pid --fork --mount-proc sleep 0.6 &
sleep 0.2
p=$(pgrep -x sleep)
nsenter --target $p --pid --mount sh -c 'echo "pid $$"; ps -o pid,comm | head -2'
wait
