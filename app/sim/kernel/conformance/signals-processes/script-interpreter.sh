# The first line of a script names its interpreter, with at most one argument.
cd /tmp; printf '#!/bin/sh -x\necho hi $0 $1\n' > s
chmod 755 s; ./s arg; printf '#!/bin/echo a b\n' > e
chmod 755 e; ./e c; printf '#!/nothere\n' > n; chmod 755 n
./n; echo $?
