# The target of a mount must exist, and be of the same kind.
cd /tmp; mkdir d; touch f
mount --bind d nothere; echo $?; mount --bind d f; echo $?; mount --bind f d; echo $?
