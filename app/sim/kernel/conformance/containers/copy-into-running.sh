# Copying a file into a running container through /proc/PID/root.
mkdir -p /tmp/c/bin /tmp/c/etc; cp /bin/busybox /tmp/c/bin/; ln -s busybox /tmp/c/bin/sleep
unshare --mount sh -c 'mount -t tmpfs etc /tmp/c/etc; exec chroot /tmp/c /bin/sleep 0.6' & sleep 0.2
echo setting > /proc/$!/root/etc/conf
cat /proc/$!/root/etc/conf; ls /tmp/c/etc | wc -l
readlink /proc/$!/root; wait
