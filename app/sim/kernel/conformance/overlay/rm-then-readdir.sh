# Listing while removing: find and ls agree on what is left.
cd /tmp; mkdir l u w m; touch l/a l/b l/c u/d
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
rm m/b m/d; ls m; find m -type f | sort; ls -A u
