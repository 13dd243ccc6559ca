# unshare --pid without --fork: the shell itself stays in the old namespace, its first child becomes pid 1.
unshare --pid sh -c '
  sh -c "echo child \$\$"
  [ $$ = 1 ] || echo "the shell is not pid 1"
'
