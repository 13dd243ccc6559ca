# Mounts below one member of a peer group appear below the others; so does unmounting.
cd /tmp; mkdir a b; mount -t tmpfs none a; mount --make-shared a; mkdir a/sub; mount --bind a b
mount -t tmpfs inner a/sub; touch a/sub/x; ls b/sub; umount b/sub; ls a/sub | wc -l
