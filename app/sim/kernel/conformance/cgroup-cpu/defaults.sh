# The cpu controller's files in a new cgroup.
cd /sys/fs/cgroup; mkdir a; for f in cpu.weight cpu.weight.nice cpu.max cpu.max.burst cpu.idle; do echo "$f: $(cat a/$f)"; done
