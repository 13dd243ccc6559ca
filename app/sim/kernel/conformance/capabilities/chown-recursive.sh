# chown: a directory after what is in it, a user's own group with "user:", and numbers that are none.
cd /tmp; mkdir -p d/e; touch d/e/f
chown -Rv 7:8 d; chown 5: d; stat -c '%u %g' d; chown nobody: d; stat -c '%U %G' d
chown 4294967296 d; echo $?; chown 4294967295 d; echo $?; chown 1.2 d; stat -c '%u %g' d
chmod '' d; echo $?; chmod u+s,o+t,g+s d; stat -c %a d; chmod +s,o-t d; stat -c %a d
