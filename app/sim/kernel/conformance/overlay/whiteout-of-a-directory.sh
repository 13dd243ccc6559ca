# Removing a lower directory leaves the same kind of whiteout.
cd /tmp; mkdir l u w m l/d; echo x > l/d/f
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
rmdir m/d; rm -r m/d; ls m | wc -l; stat -c '%F' u/d; ls l/d
