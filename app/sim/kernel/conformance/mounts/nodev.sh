# Device nodes on a nodev mount cannot be opened.
cd /tmp; mkdir m; mount -t tmpfs -o nodev none m; mknod m/null c 1 3
echo x > m/null; echo $?; ls m
