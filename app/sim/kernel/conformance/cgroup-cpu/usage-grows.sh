# usage_usec grows with work, in the parent too.
cd /sys/fs/cgroup; mkdir -p a/b
u() { awk '/usage_usec/{print $2}' $1/cpu.stat; }
[ $(u a) = 0 ] && echo zero
sh -c 'echo 0 > /sys/fs/cgroup/a/b/cgroup.procs; i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done'
[ $(u a/b) -gt 0 ] && echo used
[ $(u a) -ge $(u a/b) ] && echo "parent has it too"
