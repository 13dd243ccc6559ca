# install copies with mode and owner.
cd /tmp; echo x > f; install -m 640 -o user f g
stat -c '%a %U' g; install -d a/b; ls -d a/b
install nofile h; echo $?; install -m 755 f a/b; ls a/b
