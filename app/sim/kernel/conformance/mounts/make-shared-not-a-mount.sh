# Propagation is a property of mounts, not of directories.
cd /tmp; mkdir d; mount --make-shared d; echo $?
