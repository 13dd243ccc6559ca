# The files of the pids controller.
cd /sys/fs/cgroup; mkdir a; for f in max current peak events; do echo "$f: $(cat a/pids.$f)"; done
