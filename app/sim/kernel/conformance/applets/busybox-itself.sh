# busybox as a command: applets by name, --list, an unknown one.
busybox echo hi; busybox nosuch; echo $?
busybox --list | grep -x -E 'sh|ls|cat'
ln -s /bin/busybox /tmp/nosuch; /tmp/nosuch; echo $?
busybox | head -1
