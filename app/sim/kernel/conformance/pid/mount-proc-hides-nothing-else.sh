# --mount-proc mounts a new proc in a new mount namespace: outside nothing changes.
before=$(grep -c ' /proc ' /proc/mounts)
unshare --pid --fork --mount-proc sh -c 'grep -c " /proc " /proc/mounts'
[ "$before" = "$(grep -c ' /proc ' /proc/mounts)" ] && echo unchanged
