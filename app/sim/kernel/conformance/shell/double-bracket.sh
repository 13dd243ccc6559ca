# [[ ]] in ash: an alias of test with patterns not split.
a='x y'; [[ -n $a ]]; echo $?; [[ "$a" == 'x y' ]]; echo $?
[[ ab == a* ]]; echo $?; [[ 1 -lt 2 && 3 -lt 4 ]]; echo $?
