# The status of a namespace's pid 1 comes out of unshare --fork.
unshare --pid --fork sh -c 'exit 42'; echo $?
unshare --pid --fork sh -c 'kill -9 1; exit 7'; echo $?
