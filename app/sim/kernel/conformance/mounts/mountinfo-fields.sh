# The fields of /proc/self/mountinfo, with the identifiers numbered.
# substitute: mount-id device
cd /tmp; mkdir m; mount -t tmpfs -o size=64k scratch m; mkdir m/sub n; mount --bind m/sub n
grep -E ' /tmp/[mn] ' /proc/self/mountinfo
