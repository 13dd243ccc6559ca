# An overlay without an upper is read-only and needs two lowers.
cd /tmp; mkdir l1 l2 m; echo 1 > l1/a; echo 2 > l2/b
mount -t overlay overlay -o lowerdir=l1:l2 m; ls m
touch m/c; echo $?; rm m/a; echo $?
umount m; mount -t overlay overlay -o lowerdir=l1 m; echo $?
