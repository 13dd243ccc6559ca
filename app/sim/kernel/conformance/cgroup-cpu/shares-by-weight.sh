# Two busy cgroups on one core get time by their weights.
cd /sys/fs/cgroup; mkdir a b; echo 100 > a/cpu.weight; echo 300 > b/cpu.weight
for g in a b; do sh -c "echo 0 > $g/cgroup.procs; while :; do :; done" & done
sleep 0.4; echo 1 > a/cgroup.kill; echo 1 > b/cgroup.kill; wait 2>/dev/null
u() { awk '/usage_usec/{print $2}' $1/cpu.stat; }
r=$((100 * $(u b) / $(u a))); [ $r -gt 240 ] && [ $r -lt 380 ] && echo "about three to one"
