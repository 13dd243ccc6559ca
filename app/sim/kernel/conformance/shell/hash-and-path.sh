# PATH decides what runs; an empty PATH finds nothing.
mkdir /tmp/b; printf '#!/bin/sh\necho mine\n' > /tmp/b/ls
chmod 755 /tmp/b/ls; (PATH=/tmp/b:$PATH; ls); (PATH=; ls); echo $?
(PATH=/tmp/b; ls; cat x); echo $?
