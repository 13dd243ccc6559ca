# A device node made elsewhere is the same device; only root may make one.
cd /tmp; mknod z c 1 5; head -c 2 z | od -An -tx1
mknod none c 240 7; cat none; echo $?
su user -c 'mknod /tmp/u c 1 3'; echo $?
