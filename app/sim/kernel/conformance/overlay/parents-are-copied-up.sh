# Copying up a file makes the directories above it in the upper, with their modes.
cd /tmp; mkdir -p l/x/y u w m; chmod 750 l/x; echo low > l/x/y/f
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
echo more >> m/x/y/f; find u | sort; stat -c %a u/x u/x/y
