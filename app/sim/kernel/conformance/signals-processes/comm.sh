# comm is the program's name, cut to 15 characters.
cp /bin/busybox /tmp/sleep
ln -s /bin/sleep /tmp/a-very-long-name-of-a-link
cat /proc/self/comm; sleep 0.2 &
cat /proc/$!/comm; wait
cp /bin/busybox /tmp/cat; /tmp/cat /proc/self/comm; cat /proc/$$/comm
