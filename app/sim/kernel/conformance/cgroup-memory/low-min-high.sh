# The same for memory.low, min and high.
cd /sys/fs/cgroup; mkdir a
for f in low min high; do echo 2M > a/memory.$f; cat a/memory.$f; echo y > a/memory.$f; echo $?; echo max > a/memory.$f; cat a/memory.$f; done
