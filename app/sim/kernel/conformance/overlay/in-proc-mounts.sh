# How an overlay looks in /proc/self/mounts.
cd /tmp; mkdir l u w m
mount -t overlay layers -o lowerdir=/tmp/l,upperdir=/tmp/u,workdir=/tmp/w /tmp/m
grep /tmp/m /proc/self/mounts
