# A directory that only the upper has is renamed in place.
cd /tmp; mkdir l u w m
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
mkdir m/d; echo x > m/d/f; mv m/d m/e; ls m m/e; ls -A u
