# What test says about bad arguments: status 2.
[ 1 -eq x ]; echo $?; [ a b c ]; echo $?; [ 1 -eq; echo $?
[ x = x; echo $?; test -f; echo $?; [ -q x ]; echo $?
