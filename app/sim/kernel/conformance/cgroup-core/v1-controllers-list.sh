# /proc/cgroups lists the controllers; with cgroup v2 they are in hierarchy 0.
awk '{print $1, $2, $4}' /proc/cgroups
