# The tables in /proc/sysvipc.
head -1 /proc/sysvipc/shm | tr -s ' ' | cut -d' ' -f1-6
wc -l < /proc/sysvipc/msg; wc -l < /proc/sysvipc/sem
