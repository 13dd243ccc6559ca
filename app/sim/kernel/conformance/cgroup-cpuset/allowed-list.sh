# A process's allowed CPUs are in /proc/PID/status.
cd /sys/fs/cgroup; mkdir a; echo 0 > a/cpuset.cpus
sh -c 'echo 0 > a/cgroup.procs; grep -E "^(Cpus|Mems)_allowed_list" /proc/self/status'
taskset -p $$ | sed 's/pid [0-9]*/pid N/'; taskset 2 true; echo $?
