# nsenter --ipc joins a namespace: its limits are seen there.
unshare --ipc sh -c 'echo 4321 > /proc/sys/kernel/msgmnb; sleep 0.4' &
sleep 0.2
nsenter --target $! --ipc cat /proc/sys/kernel/msgmnb; wait
