# In a time namespace uptime can be shifted.
a=$(cut -d. -f1 /proc/uptime)
b=$(unshare --time --fork --boottime 100000 cut -d. -f1 /proc/uptime)
[ $((b-a)) -ge 100000 ] && [ $((b-a)) -le 100002 ] && echo shifted
