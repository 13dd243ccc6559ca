# mode, uid and gid of a tmpfs's root directory.
cd /tmp; mkdir m; mount -t tmpfs -o mode=750,uid=1000,gid=1000 none m; stat -c '%a %U %G' m
umount m; mount -t tmpfs none m; stat -c '%a %U' m
