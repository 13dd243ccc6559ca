# A directory made where a whiteout was is opaque: what the lower has there stays hidden.
cd /tmp; mkdir l u w m l/d; echo x > l/d/f
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
rm -r m/d; mkdir m/d; ls m/d | wc -l; stat -c %F u/d; ls l/d
