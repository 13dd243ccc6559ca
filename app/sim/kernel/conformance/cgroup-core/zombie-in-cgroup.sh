# A process that has ended but was not waited for is no longer listed, and the cgroup can be removed.
cd /sys/fs/cgroup; mkdir a
sh -c 'sh -c "echo \$\$ > a/cgroup.procs" & sleep 0.2; cat a/cgroup.events; rmdir a; echo $?'
