# The nodes in /dev: numbers, and what they do.
stat -c '%n %F %t %T %a' /dev/null /dev/zero /dev/full /dev/random /dev/tty /dev/console
head -c 3 /dev/zero | od -An -tx1; echo x > /dev/full; echo $?
head -c 8 /dev/urandom | wc -c; cat /dev/null | wc -c
