# The mount makes a directory "work" in the work directory, which stays after unmounting.
cd /tmp; mkdir l u w m
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m; ls w; umount m; ls w; ls m | wc -l
