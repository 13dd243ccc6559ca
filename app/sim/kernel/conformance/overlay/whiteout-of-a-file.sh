# Removing a lower file leaves a whiteout in the upper: a character device 0/0.
cd /tmp; mkdir l u w m; echo low > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
rm m/a; ls m | wc -l; stat -c '%F %t %T %A' u/a; cat l/a
