# The limit on open files, and what happens above it.
ulimit -n; ulimit -n 8; ulimit -n; exec 9>/dev/null; echo $?
