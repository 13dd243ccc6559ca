# What io.max says about lines that are none.
cd /sys/fs/cgroup; mkdir a; for v in "x" "8 rbps=1" "rbps=1" "" "1:0 nonsense"; do echo "$v" > a/io.max; echo "'$v': $?"; done
