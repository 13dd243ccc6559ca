# Changing the owner takes the set-user-id bit away; writing does too, except for root.
cd /tmp; touch f; chmod 6755 f; stat -c %a f; chown user f
stat -c %a f; chmod 6777 f; su user -c 'echo x >> /tmp/f'
stat -c %a f; chmod 6777 f; echo y >> f; stat -c %a f
