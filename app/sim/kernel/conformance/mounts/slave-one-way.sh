# A slave receives and does not send.
cd /tmp; mkdir a b; mount -t tmpfs none a; mount --make-shared a; mkdir a/1 a/2; mount --bind a b; mount --make-slave b
mount -t tmpfs x a/1; touch a/1/x; ls b/1
mount -t tmpfs y b/2; touch b/2/y; ls a/2 | wc -l
