# A busy process under a small quota is throttled, and cpu.stat counts it.
cd /sys/fs/cgroup; mkdir a; echo "5000 50000" > a/cpu.max
sh -c 'echo 0 > /sys/fs/cgroup/a/cgroup.procs; i=0; while [ $i -lt 6000 ]; do i=$((i+1)); done' 
awk '$1=="nr_throttled" && $2>0 {print "throttled"} $1=="throttled_usec" && $2>0 {print "time lost"} $1=="nr_periods" && $2>0 {print "periods"}' a/cpu.stat
