# The io controller's files, and their contents without any disk.
cd /sys/fs/cgroup; mkdir a; ls a | grep ^io; cat a/io.max a/io.stat io.stat; echo $?
