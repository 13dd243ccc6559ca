# The group's bits count for its members, also if the others' would allow more.
cd /tmp; echo x > f; chown root:user f; chmod 604 f
su user -c 'cat /tmp/f'; echo $?; chmod 640 f
su user -c 'cat /tmp/f'; su -s /bin/sh nobody -c 'cat /tmp/f'; echo $?
