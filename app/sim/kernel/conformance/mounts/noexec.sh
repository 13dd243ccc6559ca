# Nothing can be executed on a noexec mount; a script can still be read by the shell.
cd /tmp; mkdir m; mount -t tmpfs -o noexec none m; printf '#!/bin/sh\necho ran\n' > m/s; chmod 755 m/s
m/s; echo $?; sh m/s
