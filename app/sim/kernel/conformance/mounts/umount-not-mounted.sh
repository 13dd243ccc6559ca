# What umount says about things that are not mounted.
cd /tmp; mkdir d
umount d; echo $?; umount /nothere; echo $?
