# A directory without a type is bound; options of two dashes are words for -o.
mkdir /tmp/a /tmp/b; touch /tmp/a/f
mount /tmp/a /tmp/b; echo $?; ls /tmp/b; tail -1 /proc/self/mountinfo | cut -d' ' -f4-6
umount /tmp/b; mount --bind --ro /tmp/a /tmp/b; echo $?; tail -1 /proc/mounts | cut -d' ' -f2-3
mount --bind | tail -1 | cut -d' ' -f3; mount --no-such; echo $?
