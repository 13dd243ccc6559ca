# test: strings, numbers, files, logic.
t() { [ "$@" ] && echo yes || echo no; }; t a = a; t a != a
t -z ''; t -n x; t 1 -lt 2; t 10 -gt 9; t a \< b; t ! x
t -e /etc/passwd; t -d /etc; t -f /etc; t -x /bin/sh
t -L /sbin; t 1 -eq 1 -a 2 -eq 3; t 1 -eq 1 -o 2 -eq 3; t
t x; t '('; t '(' x ')'
