# Without CAP_SYS_ADMIN the host name cannot be set.
unshare -S 1000 -G 1000 hostname mine
echo "status $?"
