# cpu.weight takes 1 to 10000.
cd /sys/fs/cgroup; mkdir a; for v in 1 10000 0 10001 -5 x; do echo $v > a/cpu.weight; echo "$v: $? $(cat a/cpu.weight)"; done
