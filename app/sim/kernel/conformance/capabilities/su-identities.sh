# su changes ids and groups; id says which.
id; su user -c id; su -s /bin/sh nobody -c 'id -un; id -gn'
su nosuch -c id; echo $?
su user -c 'su root -c id' </dev/null >/dev/null 2>&1
[ $? -ne 0 ] && echo "not back without a password" || echo "back without a password"
