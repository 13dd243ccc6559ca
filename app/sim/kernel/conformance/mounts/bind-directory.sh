# A bind mount shows a directory in a second place.
cd /tmp; mkdir a b; echo x > a/f
mount --bind a b; cat b/f; echo y > b/g; ls a; umount b; ls b | wc -l
