# The least container: a root directory with busybox, and namespaces for processes, names and mounts.
mkdir -p /tmp/c/bin /tmp/c/proc; cp /bin/busybox /tmp/c/bin/; for a in sh ps ls hostname mount; do ln -s busybox /tmp/c/bin/$a; done
unshare --mount --uts --pid --fork chroot /tmp/c /bin/sh -c '
  mount -t proc proc /proc; hostname box; hostname; ps -o pid,args; ls /'
hostname; ls /tmp/c/proc | wc -l
