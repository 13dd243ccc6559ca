# Symbolic links of the lower are read through and replaced as wholes.
cd /tmp; mkdir l u w m; echo t > l/target; ln -s target l/link
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
readlink m/link; echo more >> m/link; ls u; rm m/link; stat -c '%n %F' u/link u/target
