# cd, cd -, $OLDPWD, CDPATH, symbolic links with -L and -P.
cd /usr; cd /tmp; cd -; echo $OLDPWD; mkdir -p /tmp/real/sub
ln -s real /tmp/link; cd /tmp/link; pwd; pwd -P; cd ..; pwd
cd /nothere; echo $?; cd; pwd; CDPATH=/tmp; cd real; cd ''; echo $?
