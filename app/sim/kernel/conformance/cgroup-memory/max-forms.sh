# memory.max takes bytes with suffixes, rounded down to pages; max is no limit.
cd /sys/fs/cgroup; mkdir a; for v in 10M 1G 4096 5000 100 0 64k max 1.5M -1 x; do echo $v > a/memory.max; echo "$v: $? $(cat a/memory.max)"; done
