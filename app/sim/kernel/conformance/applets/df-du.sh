# df and du of a file system whose size is known.
mkdir /tmp/m; mount -t tmpfs -o size=1024k none /tmp/m
dd if=/dev/zero of=/tmp/m/f bs=1k count=100 2>/dev/null
df -k /tmp/m | tail -1 | tr -s ' '
df -h /tmp/m | tail -1 | tr -s ' '; mkdir /tmp/m/d
dd if=/dev/zero of=/tmp/m/d/g bs=4k count=2 2>/dev/null
du -k /tmp/m; du -s /tmp/m; du -h /tmp/m/f
