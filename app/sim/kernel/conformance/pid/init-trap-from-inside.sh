# Pid 1 gets a signal from inside if it has a handler.
unshare --pid --fork --mount-proc sh -c 'trap "echo got USR1" USR1; sh -c "kill -USR1 1"; echo after'
