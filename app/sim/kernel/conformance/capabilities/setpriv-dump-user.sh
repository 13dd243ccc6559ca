# The same for an ordinary user with no_new_privs.
su user -c 'setpriv --nnp setpriv -d'
