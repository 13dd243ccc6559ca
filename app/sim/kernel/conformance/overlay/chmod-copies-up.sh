# Changing only the mode copies the whole file up.
cd /tmp; mkdir l u w m; echo low > l/a; chmod 644 l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
chmod 600 m/a; stat -c '%A %s' u/a l/a; cat u/a
