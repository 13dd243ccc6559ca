# The NIS domain name lives in the same namespace.
cat /proc/sys/kernel/domainname
unshare --uts sh -c 'echo lab.example > /proc/sys/kernel/domainname; cat /proc/sys/kernel/domainname'
cat /proc/sys/kernel/domainname
