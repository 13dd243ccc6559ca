# An upper without a work directory is refused.
cd /tmp; mkdir l u m
mount -t overlay overlay -o lowerdir=l,upperdir=u m; echo $?
