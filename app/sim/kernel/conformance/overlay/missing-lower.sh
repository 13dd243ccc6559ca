# A lower directory that is not there.
cd /tmp; mkdir u w m
mount -t overlay overlay -o lowerdir=nothere,upperdir=u,workdir=w m; echo $?
