# A merged directory is empty only if everything in it is gone.
cd /tmp; mkdir -p l/d u w m; touch l/d/1
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
rmdir m/d; echo $?; rm m/d/1; rmdir m/d; echo $?; ls m | wc -l
