# What cgroup.max.descendants refuses.
cd /sys/fs/cgroup; mkdir a
for v in -1 many 1.5 ""; do echo "$v" > a/cgroup.max.descendants; echo "$v: $?"; done
cat a/cgroup.max.descendants
