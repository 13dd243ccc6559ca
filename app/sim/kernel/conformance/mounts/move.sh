# mount --move takes a mount to another place.
cd /tmp; mkdir a b; mount -t tmpfs none a; touch a/x
mount --move a b; ls a | wc -l; ls b; umount a; echo $?
