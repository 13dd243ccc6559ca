# /proc/PID/limits.
sed -n '1p;/open files/p;/file size/p;/core/p' /proc/self/limits
