# cpu.max.burst may be at most the quota.
cd /sys/fs/cgroup; mkdir a; echo 1000 > a/cpu.max.burst; echo $?
echo "50000 100000" > a/cpu.max; echo 20000 > a/cpu.max.burst; echo $? $(cat a/cpu.max.burst)
echo 60000 > a/cpu.max.burst; echo $? $(cat a/cpu.max.burst)
