# An image, a writable layer, pivot_root, a memory limit: the program that needs too much ends with 137.
cd /tmp; mkdir -p image/bin image/proc image/old up work root
cp /bin/busybox /bin/memtouch image/bin/; for a in sh umount mount ls; do ln -s busybox image/bin/$a; done
mount -t overlay overlay -o lowerdir=image,upperdir=up,workdir=work root
mkdir /sys/fs/cgroup/box; echo 3M > /sys/fs/cgroup/box/memory.max
unshare --mount --pid --fork sh -c '
  echo 0 > /sys/fs/cgroup/box/cgroup.procs
  cd /tmp/root; pivot_root . old; umount -l /old; mount -t proc proc /proc
  echo written > /data; ls / /old
  memtouch 16 > /out; echo $?'
cat /tmp/up/data; ls /tmp/up /tmp/image; grep oom_kill' ' /sys/fs/cgroup/box/memory.events
