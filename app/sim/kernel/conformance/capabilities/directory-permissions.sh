# Read lists names, execute lets through, write makes and removes.
mkdir /tmp/d; echo x > /tmp/d/f; chown user /tmp/d
chmod 400 /tmp/d; su user -c 'ls /tmp/d; cat /tmp/d/f'
chmod 100 /tmp/d; su user -c 'cat /tmp/d/f; ls /tmp/d'
chmod 500 /tmp/d; su user -c 'touch /tmp/d/g; rm /tmp/d/f'
chmod 700 /tmp/d
su user -c 'rm -f /tmp/d/f && ls /tmp/d | wc -l'
