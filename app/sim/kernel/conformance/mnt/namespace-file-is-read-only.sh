# The file of a namespace is there to be opened, not to be written or removed.
echo x > /proc/self/ns/uts; echo $?
: >> /proc/self/ns/net; echo $?
rm /proc/self/ns/uts; echo $?; cat /proc/self/ns/mnt; echo $?
