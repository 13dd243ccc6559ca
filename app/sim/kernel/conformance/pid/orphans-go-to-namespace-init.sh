# An orphan's new parent is pid 1 of its own namespace.
unshare --pid --fork --mount-proc sh -c '
  sh -c "sleep 0.3 & echo \$! > /tmp/orphan"
  sed -n "s/^PPid:	//p" /proc/$(cat /tmp/orphan)/status
'
