# What programs say when the file system is full, and when they say nothing.
mount -t tmpfs -o size=16k full /mnt; cd /mnt
head -c 100k /dev/zero > a; echo $?; ls -l a | awk '{print $5}'
for c in 'cat /etc/passwd' 'seq 9' 'sort /etc/passwd' 'grep root /etc/passwd' 'sed p /etc/passwd' 'awk 1 /etc/passwd' 'date' 'yes' 'ls /' 'tail -c 9000 /bin/busybox' 'gzip -c /etc/passwd' 'tar c /etc/passwd'; do
  $c > b; echo "$? $c"
done
echo x > c; echo $?; printf x > d; echo $?; tr a b < /etc/passwd > e; echo $?; tee f < /etc/passwd > /dev/null; echo $?
cp /etc/passwd g; echo $?; mkdir h; echo $?; rm a; echo ok > c; cat c
