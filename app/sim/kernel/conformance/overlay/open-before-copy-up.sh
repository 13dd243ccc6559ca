# A file opened for reading before the copy-up still reads the lower's data afterwards.
cd /tmp; mkdir l u w m; echo low > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
exec 3< m/a; echo changed > m/a; cat <&3; cat m/a
