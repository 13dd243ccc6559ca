# With redirect_dir=on a directory of the lower is renamed, and the upper carries a redirect.
cd /tmp; mkdir l u w m l/d; echo x > l/d/f
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w,redirect_dir=on m
mv m/d m/e; echo $?; ls m m/e; find u | sort
