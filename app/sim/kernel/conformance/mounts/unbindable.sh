# An unbindable mount cannot be bind-mounted.
cd /tmp; mkdir a b; mount -t tmpfs none a; mount --make-unbindable a
mount --bind a b; echo $?; mount --make-private a; mount --bind a b; echo $?
