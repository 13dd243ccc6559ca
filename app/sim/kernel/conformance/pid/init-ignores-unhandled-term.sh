# Pid 1 does not die of a signal from inside that it has no handler for; not even of SIGKILL.
unshare --pid --fork --mount-proc sh -c 'kill -TERM 1; kill -KILL 1; echo "still $$"'
echo "status $?"
