# Pid 1 of a namespace has a parent outside, which it sees as 0.
unshare --pid --fork --mount-proc sh -c 'echo "$$ $PPID"; grep -E "^(Pid|PPid|NSpid):" /proc/self/status | sed "s/[0-9]*	//2" | head -1; sed -n "s/^PPid:/PPid/p" /proc/1/status'
