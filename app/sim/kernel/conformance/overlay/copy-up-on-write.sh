# Writing to a file of the lower directory copies it up; the lower stays.
cd /tmp; mkdir l u w m; echo low > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
ls u; echo more >> m/a; cat u/a; echo --; cat l/a
