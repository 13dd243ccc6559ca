# A new mount namespace begins with a copy of the mount tree: the same mounts, not necessarily in the same order.
cut -d' ' -f2-4 /proc/self/mounts | sort > /tmp/outside
unshare --mount cut -d' ' -f2-4 /proc/self/mounts | sort > /tmp/inside
cmp /tmp/outside /tmp/inside && echo equal
wc -l < /tmp/inside
