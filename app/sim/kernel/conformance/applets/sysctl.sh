# sysctl reads and writes /proc/sys.
sysctl kernel.ostype; sysctl -n kernel.ostype
unshare --uts sysctl -w kernel.hostname=x; sysctl nosuch.key; echo $?
sysctl net.ipv4.ip_forward
