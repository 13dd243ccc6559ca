# Programs run from an overlay; chroot into one makes a container's root.
cd /tmp; mkdir -p l/bin u w m; cp /bin/busybox l/bin/; for a in sh ls echo cat; do ln -s busybox l/bin/$a; done
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
chroot m /bin/sh -c 'echo hello > /file; ls /; cat /file'; ls u
