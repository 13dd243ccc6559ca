# Symbolic modes.
cd /tmp; touch f; for m in 644 u+x g-r,o=w a=rw +x u=g -w =; do chmod $m f; echo "$m $(stat -c '%a %A' f)"; done; chmod 888 f; echo $?; chmod z+x f; echo $?
