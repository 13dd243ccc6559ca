# Renaming a lower file copies it up under the new name and whites out the old.
cd /tmp; mkdir l u w m; echo low > l/a
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
mv m/a m/b; ls m; stat -c '%n %F' u/a u/b
