# io.max names a device by its numbers: one that does not exist is ENODEV.
cd /sys/fs/cgroup; mkdir a; echo "8:0 rbps=1048576" > a/io.max; echo $?; echo "254:16 wiops=10" > a/io.max; echo $?
