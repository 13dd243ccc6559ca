# A directory in both is merged.
cd /tmp; mkdir -p l/d u/d w m; touch l/d/1 l/d/2 u/d/2 u/d/3
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
ls m/d; rm m/d/1; ls m/d; stat -c '%n %F' u/d/1
