# In a set-group-id directory new files have the directory's group.
cd /tmp; mkdir d; chgrp 55 d; chmod 2777 d; touch d/f
mkdir d/s; stat -c '%n %g %a' d/f d/s
su user -c 'touch /tmp/d/u'; stat -c '%u %g' d/u
