# Root writes a file without write permission, but not on a read-only mount and not a directory.
cd /tmp; echo x > f; chmod 444 f; echo y > f; cat f; mkdir d
echo z > d; echo $?; su user -c 'echo u > /tmp/f'; echo $?
