# cpu.idle makes a cgroup run only when nothing else does; its weight then cannot be set.
cd /sys/fs/cgroup; mkdir a; echo 1 > a/cpu.idle
cat a/cpu.idle a/cpu.weight; echo 100 > a/cpu.weight; echo $?
echo 2 > a/cpu.idle; echo $?; echo 0 > a/cpu.idle
cat a/cpu.weight
