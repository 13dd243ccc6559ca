# cpu.weight.nice is the same value on the scale of nice.
cd /sys/fs/cgroup; mkdir a
for v in 0 -20 19 5; do echo $v > a/cpu.weight.nice; cat a/cpu.weight; done
echo 20 > a/cpu.weight.nice; echo $?; echo 200 > a/cpu.weight
cat a/cpu.weight.nice
