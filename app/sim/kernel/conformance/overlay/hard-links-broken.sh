# Two names of one lower file part ways when one of them is copied up (index=off).
cd /tmp; mkdir l u w m; echo low > l/a; ln l/a l/b
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w,index=off m
stat -c %h m/a; echo more >> m/a; cat m/b; stat -c '%n %h' u/a m/b
