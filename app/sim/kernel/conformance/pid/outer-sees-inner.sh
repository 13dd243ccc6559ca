# From outside, a process of a pid namespace has an ordinary pid, and NSpid names both.
unshare --pid --fork sleep 1 &
sleep 0.1
p=$(pgrep -x sleep)
set -- $(grep NSpid /proc/$p/status)
[ "$2" = "$p" ] && echo "outer pid first"
echo "inner pid $3, fields $#"
