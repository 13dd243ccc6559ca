# A signal with a trap interrupts wait, which answers 128 + signal.
trap 'echo usr1' USR1
(sleep 0.1; kill -USR1 $$) & sleep 0.5 & wait $!; echo $?; wait; echo $?
