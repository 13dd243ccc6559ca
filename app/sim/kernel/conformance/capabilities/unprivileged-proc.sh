# What an ordinary user sees of others in /proc.
su user -c 'cat /proc/1/environ; readlink /proc/1/exe; ls /proc/1/fd; cat /proc/1/comm; ls -d /proc/1'; echo $?
