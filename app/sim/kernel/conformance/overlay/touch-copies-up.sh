# Setting a file's time copies it up and leaves the lower one's time.
cd /tmp; mkdir l u w m; echo low > l/a; touch -d '2001-02-03 04:05:06' l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
touch -d '2010-11-12 13:14:15' m/a; stat -c %y m/a l/a | cut -c1-19; ls u
