# A file may not grow beyond ulimit -f; the writer gets SIGXFSZ.
(ulimit -f 1; dd if=/dev/zero of=/tmp/big bs=512 count=4; echo $?) 2>&1 | grep -v records
stat -c %s /tmp/big
