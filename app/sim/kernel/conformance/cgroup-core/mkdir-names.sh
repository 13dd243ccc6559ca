# Names of cgroups: newlines are refused, dots are fine, existing ones are EEXIST.
cd /sys/fs/cgroup
mkdir web.slice; echo $?
mkdir web.slice; echo $?
mkdir "two
lines"; echo $?
ls -d *.slice
