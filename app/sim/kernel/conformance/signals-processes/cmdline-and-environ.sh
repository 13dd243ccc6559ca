# /proc/PID/cmdline and environ separate their strings with zero bytes.
env -i A=1 B=two sleep 0.5 &
sleep 0.1; tr '\0' '|' < /proc/$!/cmdline; echo
tr '\0' '|' < /proc/$!/environ; echo; kill $!
