# What pivot_root refuses: a new root that is no mount point, an old root that is not below the new one.
cd /tmp; mkdir -p d/old n other; mount -t tmpfs none n; mkdir n/old
unshare --mount sh -c 'pivot_root d d/old; echo $?; pivot_root n other; echo $?; pivot_root n n/nothere; echo $?'
su user -c 'pivot_root /tmp/n /tmp/n/old'; echo $?
