# The cgroup2 file system mounted a second time shows the same tree.
mkdir /tmp/cg; mount -t cgroup2 none /tmp/cg
mkdir /tmp/cg/x; ls -d /sys/fs/cgroup/x
rmdir /sys/fs/cgroup/x; umount /tmp/cg; rmdir /tmp/cg; echo ok
