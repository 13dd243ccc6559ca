# cpu.stat's fields: the times always, the bandwidth ones where the controller is on.
cd /sys/fs/cgroup; mkdir a a/b; cut -d' ' -f1 cpu.stat
echo --; cut -d' ' -f1 a/cpu.stat; echo --
cut -d' ' -f1 a/b/cpu.stat
