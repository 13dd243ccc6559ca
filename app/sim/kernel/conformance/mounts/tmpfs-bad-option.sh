# An option that the file system does not know is refused.
cd /tmp; mkdir m
mount -t tmpfs -o nonsense=1 none m; echo $?
mount -t nosuchfs none m; echo $?
