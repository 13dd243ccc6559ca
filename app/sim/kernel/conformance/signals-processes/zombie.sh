# A child that has ended and was not waited for is a zombie.
sh -c 'true & echo $! > /tmp/z; exec sleep 0.5' &
sleep 0.2; z=$(cat /tmp/z)
grep -E '^(Name|State)' /proc/$z/status
cat /proc/$z/cmdline | wc -c; ls /proc/$z/fd 2>&1 | wc -l
kill -9 $z; echo $?; wait; [ -d /proc/$z ] || echo gone
