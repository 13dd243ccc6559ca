# From the parent namespace SIGKILL ends a namespace's pid 1.
unshare --pid --fork sh -c 'sleep 30; echo no' &
u=$!
sleep 0.2
init=$(pgrep -P $u)
kill -KILL $init
wait $u
echo "status $?"
