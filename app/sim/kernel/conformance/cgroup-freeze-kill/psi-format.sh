# The form of a pressure file: two lines of averages over 10, 60 and 300 seconds, and a total.
cd /sys/fs/cgroup; mkdir a; for r in cpu memory io; do echo $r; cat a/$r.pressure; done
