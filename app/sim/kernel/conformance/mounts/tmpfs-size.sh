# A tmpfs has the size that it is told to have; above it there is no space.
cd /tmp; mkdir m; mount -t tmpfs -o size=64k none m
dd if=/dev/zero of=m/f bs=1k count=100 2>/dev/null; echo $?; stat -c %s m/f; df -k m | awk 'NR==2{print $2,$3,$4}'
