# A slave receives what its master mounts, and gives nothing back.
mkdir /tmp/s; mount -t tmpfs none /tmp/s; mount --make-shared /tmp/s; mkdir /tmp/s/a /tmp/s/b
unshare --mount --propagation slave sh -c '
  mount -t tmpfs x /tmp/s/a; touch /tmp/s/a/from-inside
  touch /tmp/ready; while [ ! -e /tmp/go ]; do sleep 0.02; done
  ls /tmp/s/b' &
while [ ! -e /tmp/ready ]; do sleep 0.02; done
ls /tmp/s/a | wc -l
mount -t tmpfs y /tmp/s/b; touch /tmp/s/b/from-outside
touch /tmp/go; wait
