# Changing from root to another user drops the effective capabilities.
unshare -S 1000 -G 1000 grep -E '^(Uid|Gid|CapEff|CapPrm)' /proc/self/status
