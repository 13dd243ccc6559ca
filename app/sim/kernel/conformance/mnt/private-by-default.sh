# unshare --mount makes every mount of the new namespace private: mountinfo has no shared: field.
mount --make-rshared /
grep -c 'shared:' /proc/self/mountinfo | grep -vx 0 >/dev/null && echo "outside: shared"
unshare --mount grep -c 'shared:' /proc/self/mountinfo
mount --make-rprivate /
