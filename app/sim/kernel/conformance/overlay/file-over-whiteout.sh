# A file made where a whiteout was replaces it.
cd /tmp; mkdir l u w m; echo low > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
rm m/a; echo new > m/a; stat -c %F u/a; cat m/a l/a
