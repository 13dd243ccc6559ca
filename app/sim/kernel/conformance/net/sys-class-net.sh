# /sys shows the devices of the namespace that it was mounted in.
unshare --net --mount sh -c 'ls /sys/class/net | wc -l; mount -t sysfs sysfs /sys; ls /sys/class/net'
