# A whiteout in a middle layer hides what is below it.
cd /tmp; mkdir l1 l2 u w m; echo x > l2/a; echo y > l2/b; mknod l1/a c 0 0
mount -t overlay overlay -o lowerdir=l1:l2,upperdir=u,workdir=w m
ls m; cat m/a; echo $?
