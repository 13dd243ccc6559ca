# cpu.max: quota and period; one number changes the quota only.
cd /sys/fs/cgroup; mkdir a; echo "50000 100000" > a/cpu.max
cat a/cpu.max; echo 20000 > a/cpu.max; cat a/cpu.max
echo "max 50000" > a/cpu.max; cat a/cpu.max
echo max > a/cpu.max; cat a/cpu.max
