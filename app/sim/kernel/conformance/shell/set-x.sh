# set -x shows commands with PS4 before they run.
set -x; a='x y'; echo "$a" z; [ 1 = 1 ] && true; PS4='> '
echo last; { set +x; } 2>/dev/null; echo quiet
