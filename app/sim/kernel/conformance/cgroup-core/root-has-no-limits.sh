# The root cgroup has no limit files.
cd /sys/fs/cgroup
for f in cpu.max memory.max pids.max io.max cgroup.type cgroup.events cgroup.freeze cgroup.kill; do [ -e $f ] && echo "$f is there" || echo "$f is not there"; done
