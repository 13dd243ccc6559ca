# SIGKILL leaves no time for traps; SIGTERM without a trap does not run the EXIT trap either.
sh -c 'trap "echo bye" EXIT; kill -KILL $$'; echo $?
sh -c 'trap "echo bye" EXIT; kill -TERM $$'; echo $?
