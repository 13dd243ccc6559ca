# Once pid 1 of a namespace has gone, no process can be created in it any more: ENOMEM.
unshare --pid sh -c '/bin/true; echo first; /bin/true; echo "not reached"'
echo "status $?"
