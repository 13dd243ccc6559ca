# Only root gives files away; the owner may choose among his groups.
cd /tmp; touch f; chown user:user f
su user -c 'chown nobody /tmp/f; chgrp nogroup /tmp/f; chgrp user /tmp/f && echo own; chmod 600 /tmp/f && echo mode'
su -s /bin/sh nobody -c 'chmod 777 /tmp/f'; echo $?
