# An overlay shows the upper and the lower directory as one; upper wins.
cd /tmp; mkdir l u w m; echo low > l/a; echo low > l/b; echo up > u/b; echo up > u/c
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
ls m; cat m/a m/b m/c
