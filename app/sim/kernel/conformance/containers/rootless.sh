# A container without root: user, mount, pid and uts namespaces of an ordinary user.
mkdir -p /tmp/c/bin /tmp/c/proc; cp /bin/busybox /tmp/c/bin/; for a in sh id ps mount hostname touch; do ln -s busybox /tmp/c/bin/$a; done; chown -R user /tmp/c
su user -c 'unshare --user --map-root-user --mount --uts --pid --fork chroot /tmp/c /bin/sh -c "
  mount -t proc proc /proc && hostname mine && hostname; id -u; touch /made; ps -o pid,user,args"'
stat -c '%U' /tmp/c/made
