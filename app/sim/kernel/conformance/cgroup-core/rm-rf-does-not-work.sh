# rm -r fails on the files of a cgroup: they cannot be unlinked, only the directory removed.
cd /sys/fs/cgroup; mkdir a
rm a/cgroup.procs; echo $?
touch a/mine; echo $?
mkdir a/b && rmdir a/b && echo "directories: yes"
