# Exit codes as a runtime sees them: the program's own, not found, not executable, killed.
mkdir -p /tmp/c/bin; cp /bin/busybox /tmp/c/bin/; touch /tmp/c/bin/plain
run() { unshare --pid --fork chroot /tmp/c "$@"; echo $?; }
run /bin/busybox sh -c 'exit 5'; run /bin/nothere
run /bin/plain; run /bin/busybox false
unshare --pid --fork chroot /tmp/c /bin/busybox sh -c 'busybox sh -c "kill -SEGV \$\$"'; echo $?
