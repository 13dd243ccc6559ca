# When pid 1 of a namespace ends, the kernel kills everything in it.
unshare --pid --fork sh -c 'sleep 30 & exec true'
sleep 0.1
ps -o comm,args | grep -c '[s]leep 30'
