# In a sticky directory only owners remove their files.
cd /tmp; touch mine
su user -c 'rm -f /tmp/mine; touch /tmp/his; mv /tmp/mine /tmp/other; rm /tmp/his && echo removed'; echo $?
su -s /bin/sh nobody -c 'touch /tmp/n'
su user -c 'rm -f /tmp/n'; echo $?
