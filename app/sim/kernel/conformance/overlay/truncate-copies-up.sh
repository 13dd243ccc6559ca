# Opening with truncation copies up an empty file.
cd /tmp; mkdir l u w m; echo something long > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
: > m/a; stat -c %s u/a l/a
