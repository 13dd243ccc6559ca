# The optional fields say shared, master or unbindable.
# substitute: mount-id device peer-group
cd /tmp; mkdir a b c; mount -t tmpfs a a; mount --make-shared a; mount --bind a b; mount --make-slave b
mount -t tmpfs c c; mount --make-unbindable c
grep -E ' /tmp/[abc] ' /proc/self/mountinfo
