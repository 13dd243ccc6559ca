# A pid namespace in a pid namespace: pid 1 again, and NSpid shows one number for each level, the innermost last.
unshare --pid --fork --mount-proc sh -c '
  unshare --pid --fork sleep 0.3 &
  sleep 0.1
  p=$(pgrep -x sleep)
  set -- $(grep NSpid /proc/$p/status)
  echo "levels $(($# - 1)), innermost $3"
  [ "$2" = "$p" ] && echo "first is this level"
  wait
'
