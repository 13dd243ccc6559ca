# A pid 1 without a handler ignores SIGTERM; after a while it is killed.
unshare --pid --fork sh -c 'while :; do sleep 0.05; done; exit 9' &
u=$!; sleep 0.2; p=$(pgrep -P $u)
kill -TERM $p; sleep 0.2
[ -d /proc/$p ] && echo "still there"; kill -KILL $p; wait $u; echo $?
[ -d /proc/$p ] || echo gone
