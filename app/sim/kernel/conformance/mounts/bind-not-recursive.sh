# A plain bind does not take along what is mounted below; rbind does.
cd /tmp; mkdir -p a/sub b c; mount -t tmpfs none a/sub; touch a/sub/x
mount --bind a b; ls b/sub | wc -l
mount --rbind a c; ls c/sub | wc -l
