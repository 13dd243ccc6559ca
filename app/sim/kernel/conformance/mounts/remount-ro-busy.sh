# A file open for writing keeps a file system from becoming read-only.
cd /tmp; mkdir m; mount -t tmpfs none m
exec 3> m/open; mount -o remount,ro m; echo $?; exec 3>&-; mount -o remount,ro m; echo $?
