# Copy-up keeps owner, mode and modification time.
cd /tmp; mkdir l u w m; echo low > l/a; chown 1000:1000 l/a; chmod 4750 l/a; touch -d '2001-02-03 04:05:06' l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
ln m/a m/b
stat -c '%u %g %a %h' u/a; stat -c %y u/a | cut -c1-19
