# Without redirect_dir a directory of the lower cannot be renamed (EXDEV); mv copies it instead.
cd /tmp; mkdir l u w m l/d; echo x > l/d/f
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w,redirect_dir=off m
mv m/d m/e; echo $?; ls m m/e; stat -c '%n %F' u/d u/e u/e/f
