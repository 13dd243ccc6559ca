# What /proc/PID/status says about the process.
sleep 0.3 &
sleep 0.05
grep -E '^(Name|Umask|State|Uid|Gid|Threads|SigIgn|SigCgt|NoNewPrivs):' /proc/$!/status
wait
