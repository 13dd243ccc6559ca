# A directory in the upper hides a file of that name in the lower, and the other way round.
cd /tmp; mkdir l u w m u/a l/b; echo x > l/a; echo y > l/b/f; echo z > u/b
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
stat -c '%n %F' m/a m/b; ls m/a | wc -l
