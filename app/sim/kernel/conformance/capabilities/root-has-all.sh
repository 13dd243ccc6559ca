# Root's capabilities in /proc/self/status, and the last one there is.
grep ^Cap /proc/self/status; cat /proc/sys/kernel/cap_last_cap
