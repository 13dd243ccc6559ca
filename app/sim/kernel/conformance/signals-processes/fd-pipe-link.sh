# A pipe's two ends show the same inode.
# substitute: inode
sleep 0.3 | sleep 0.3 & sleep 0.1
set -- $(pgrep -x sleep | head -3)
readlink /proc/$1/fd/1; readlink /proc/$2/fd/0; wait
