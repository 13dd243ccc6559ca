# pivot_root cannot move the initial ramfs root away: EINVAL.
cd /tmp; mkdir n; mount -t tmpfs none n; mkdir n/old
unshare --mount pivot_root n n/old; echo $?
