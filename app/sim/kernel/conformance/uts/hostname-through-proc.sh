# The host name can be read and written as a sysctl, which is that of the writer's namespace.
unshare --uts sh -c 'echo box > /proc/sys/kernel/hostname; hostname; cat /proc/sys/kernel/hostname'
hostname
