# Mounted again over the same upper, the changes are there.
cd /tmp; mkdir l u w m; echo low > l/a; o=lowerdir=l,upperdir=u,workdir=w
mount -t overlay overlay -o $o m; rm m/a; echo n > m/n; umount m
mount -t overlay overlay -o $o m; ls m; umount m; ls l
