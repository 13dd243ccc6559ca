# Removing a file that only the upper has leaves no whiteout.
cd /tmp; mkdir l u w m
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
echo x > m/n; rm m/n; ls -A u | wc -l
