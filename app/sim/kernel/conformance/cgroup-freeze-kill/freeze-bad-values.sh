# cgroup.freeze takes 0 and 1.
cd /sys/fs/cgroup; mkdir a
for v in 2 -1 x ''; do echo "$v" > a/cgroup.freeze; echo "'$v' $?"; done
cat a/cgroup.freeze
