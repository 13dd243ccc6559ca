# Stopping a container: its pid 1 has a handler for SIGTERM and ends by itself.
unshare --pid --fork sh -c 'trap "echo stopping; exit 3" TERM; while :; do sleep 0.05; done' & u=$!
sleep 0.2; kill -TERM $(pgrep -P $u); wait $u; echo $?
