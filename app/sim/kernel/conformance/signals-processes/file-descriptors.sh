# Descriptors of a process in /proc/PID/fd.
exec 5>/tmp/five 7</dev/null; ls /proc/$$/fd | tr '\n' ' '
readlink /proc/$$/fd/5; readlink /proc/$$/fd/7; exec 5>&-
[ -e /proc/$$/fd/5 ] || echo closed
