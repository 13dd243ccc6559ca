# What pids.max takes.
cd /sys/fs/cgroup; mkdir a; for v in 0 5 max -1 x 99999999999 ''; do echo "$v" > a/pids.max; echo "'$v': $? $(cat a/pids.max)"; done
