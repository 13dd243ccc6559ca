# nr_inodes limits how many files there may be.
cd /tmp; mkdir m; mount -t tmpfs -o nr_inodes=4 none m
touch m/a m/b m/c; echo $?; touch m/d; echo $?; ls m
