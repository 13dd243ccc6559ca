# Between private mounts nothing propagates.
cd /tmp; mkdir a b; mount -t tmpfs none a; mount --make-private a; mkdir a/sub; mount --bind a b
mount -t tmpfs inner a/sub; touch a/sub/x; ls b/sub | wc -l
