# Upper and work must be on the same file system.
cd /tmp; mkdir l u m t; mount -t tmpfs none t; mkdir t/w
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=t/w m; echo $?
