# Without a new /proc mount the old one still shows the processes of the outer namespace.
unshare --pid --fork sh -c 'ps -o pid,comm | grep -c agent; readlink /proc/self; echo "status $?"'
