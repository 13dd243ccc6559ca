# user.max_user_namespaces limits them.
echo 0 > /proc/sys/user/max_user_namespaces; unshare --user true; echo $?
