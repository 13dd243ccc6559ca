# A running program's file can be removed; it cannot be written.
cp /bin/busybox /tmp/sleep; /tmp/sleep 0.3 &
sleep 0.05; echo x >> /tmp/sleep; echo $?; rm /tmp/sleep
readlink /proc/$!/exe; wait $!; echo $?
