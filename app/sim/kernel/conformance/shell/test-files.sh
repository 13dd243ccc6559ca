# test about files: newer, same, size, permissions, types.
cd /tmp; touch -d '2001-01-01 00:00:00' old; echo x > new
ln new link; ln -s new sym; mkfifo p
t() { test "$@" && echo yes || echo no; }; t new -nt old
t old -ot new; t new -ef link; t new -ef sym; t -s old
t -s new; t -p p; t -h sym; t -c /dev/null; t -S p; t -k /tmp
t -u new; t -e sym2
