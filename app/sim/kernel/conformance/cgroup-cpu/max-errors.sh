# Quotas and periods that are too small, too long or no numbers.
cd /sys/fs/cgroup; mkdir a; for v in "999 100000" "1000 999" "10000 2000000" "x" "-1" "1000 100000 5" ""; do echo "$v" > a/cpu.max; echo "'$v': $? $(cat a/cpu.max)"; done
