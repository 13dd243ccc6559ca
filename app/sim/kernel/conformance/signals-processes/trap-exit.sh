# The EXIT trap runs at the end, also when exit is called, and keeps the status.
sh -c 'trap "echo bye" EXIT; echo hi; exit 4'; echo $?
sh -c 'trap "exit 9" EXIT; exit 4'; echo $?
