# A pid 1 that never waits leaves zombies; a shell as pid 1 reaps orphans.
unshare --pid --fork --mount-proc sh -c 'sh -c "sleep 0.1 &"; sleep 0.3; ps -o stat,comm | grep -c "^Z"'
unshare --pid --fork --mount-proc sh -c 'sh -c "sleep 0.1 & sleep 0.05 &" & exec sleep 0.4' &
sleep 0.3
ps -o stat,comm | grep '^Z' | sed 's/ .*//' | sort | uniq -c | tr -s ' '
wait
