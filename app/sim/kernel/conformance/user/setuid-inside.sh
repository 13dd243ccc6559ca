# Inside, root may take any mapped id; an unmapped one is EINVAL.
unshare -S 1000 -G 1000 unshare -Ur sh -c 'unshare -S 7 true; echo $?; unshare -S 0 id -u'
