# mkdir -p and -m, touch -c, ln and its errors, readlink -f, realpath.
cd /tmp; mkdir a/b; echo $?; mkdir -p a/b/c; mkdir -m 700 e
stat -c %a e; mkdir a; echo $?; touch -c none; ls none; echo $?
ln -s /nowhere dangling; cat dangling; echo $?; ln nofile x; echo $?
touch t; ln t u; ln t u; echo $?; ln -sf other dangling
readlink dangling; readlink t; echo $?; readlink -f a/../t
realpath a/b/..; realpath nofile/x; echo $?; ln a hard; echo $?
