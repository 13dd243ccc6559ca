# Remounting a tmpfs read-only stops all writes.
cd /tmp; mkdir m; mount -t tmpfs none m; touch m/x; mount -o remount,ro m
touch m/y; echo $?; rm m/x; echo $?; mount -o remount,rw m; touch m/y; ls m
