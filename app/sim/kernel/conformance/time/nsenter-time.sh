# nsenter --time joins: the same uptime is seen.
unshare --time --fork --boottime 5000 sleep 0.5 &
sleep 0.2; p=$(pgrep -x sleep | tail -1)
u=$(nsenter --target $p --time cut -d. -f1 /proc/uptime)
[ $u -ge 5000 ] && [ $u -lt 5010 ] && echo joined; wait
