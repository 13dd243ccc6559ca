# A hard link made in the overlay is a hard link in the upper.
cd /tmp; mkdir l u w m
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
echo x > m/a; ln m/a m/b; stat -c %h m/a u/a; echo y >> m/b; cat m/a
