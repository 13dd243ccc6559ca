# In a user and mount namespace of one's own an ordinary user may mount an overlay; whiteouts work there too.
cd /tmp; mkdir l u w m; echo x > l/a; chown -R user l u w m
su user -c 'cd /tmp; unshare -Urm sh -c "mount -t overlay o -o lowerdir=l,upperdir=u,workdir=w m && rm m/a && ls m | wc -l && stat -c %F u/a"'; echo $?
