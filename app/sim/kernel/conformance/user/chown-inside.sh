# Inside, files can be given only to mapped ids.
unshare -S 1000 -G 1000 unshare -Ur sh -c 'touch /tmp/f; chown 0:0 /tmp/f; echo $?; chown 5 /tmp/f; echo $?'
