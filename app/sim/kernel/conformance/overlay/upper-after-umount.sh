# After unmounting, the upper holds exactly what was changed.
cd /tmp; mkdir -p l/etc u w m; echo root > l/etc/passwd; echo h > l/etc/hosts
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
echo user >> m/etc/passwd; rm m/etc/hosts; mkdir m/new; umount m
find u | sort; stat -c %F u/etc/hosts
