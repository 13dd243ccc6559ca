# A device node is protected by its mode.
ls -l /dev/null | cut -c1-10
su user -c 'echo x > /dev/null && echo ok; head -c 1 /dev/console'; echo $?
mknod /tmp/n c 1 3; chmod 600 /tmp/n
su user -c 'echo x > /tmp/n'; echo $?
