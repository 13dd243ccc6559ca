# An ordinary user has none; the bounding set is still full.
su user -c 'grep ^Cap /proc/self/status'
