# A trigger is "some|full stall window"; others are refused.
cd /sys/fs/cgroup; mkdir a
echo "some 1 1" > a/memory.pressure; echo $?
echo nonsense > a/memory.pressure; echo $?
echo "some 100000 1000000" > a/memory.pressure; echo $?
