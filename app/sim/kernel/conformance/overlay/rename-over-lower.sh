# Renaming an upper file over a lower one hides the lower one without a whiteout.
cd /tmp; mkdir l u w m; echo low > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
echo new > m/b; mv m/b m/a; cat m/a; ls m; ls u
