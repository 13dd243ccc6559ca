# An overlay mounted read-only refuses changes although it has an upper.
cd /tmp; mkdir l u w m; echo x > l/a
mount -t overlay overlay -o ro,lowerdir=l,upperdir=u,workdir=w m
echo y > m/a; echo $?; touch m/n; echo $?; mount -o remount,rw m; touch m/n; ls m
