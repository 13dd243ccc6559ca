# timens_offsets shows what was asked for.
unshare --time --fork --boottime 1000 --monotonic 50 cat /proc/self/timens_offsets
