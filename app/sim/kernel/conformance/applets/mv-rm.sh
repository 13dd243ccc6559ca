# mv and rm: renaming, into directories, -f, -i, refusing.
cd /tmp; touch a b; mkdir d; mv a d; mv b c; ls . d
mv nofile x; echo $?; rm nofile; echo $?; rm -f nofile; echo $?
rm d; echo $?; rm -r d; ls; mkdir -p x/y; rmdir x; echo $?
rmdir -p x/y; ls; touch -- -f; rm -f; ls; rm -- -f; rm .; echo $?
rm /tmp/..; echo $?
