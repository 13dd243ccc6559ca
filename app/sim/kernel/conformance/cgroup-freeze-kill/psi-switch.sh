# cgroup.pressure switches the accounting off and on; without it the pressure files are gone.
cd /sys/fs/cgroup; mkdir a; cat a/cgroup.pressure
echo 0 > a/cgroup.pressure; ls a | grep '\.pressure'
echo 1 > a/cgroup.pressure; ls a | grep '\.pressure'
