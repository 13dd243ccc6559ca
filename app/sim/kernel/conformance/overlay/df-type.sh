# stat -f names the file system; files of both layers say the same.
cd /tmp; mkdir l u w m; touch l/a u/b
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
stat -f -c %T m/a m/b; [ $(stat -c %d m) = $(stat -c %d m/b) ] && echo "same device number"
