# With several lower directories the leftmost is on top.
cd /tmp; mkdir l1 l2 l3 u w m; for i in 1 2 3; do echo $i > l$i/same; echo $i > l$i/only$i; done
mount -t overlay overlay -o lowerdir=l1:l2:l3,upperdir=u,workdir=w m
ls m; cat m/same; rm m/same; ls m; cat l1/same
