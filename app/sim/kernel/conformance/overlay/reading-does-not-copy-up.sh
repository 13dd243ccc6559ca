# Reading copies nothing up.
cd /tmp; mkdir l u w m; echo low > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
cat m/a; ls u | wc -l
