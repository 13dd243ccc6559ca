# Limits are writable by root only, counters read-only, and some files write-only.
cd /sys/fs/cgroup; mkdir a
for f in cgroup.procs cgroup.controllers cgroup.kill cgroup.type memory.max memory.current cpu.stat cpu.pressure memory.reclaim pids.peak; do [ -e a/$f ] && stat -c '%A %n' a/$f; done
