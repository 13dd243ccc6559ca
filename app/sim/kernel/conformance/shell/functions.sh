# Functions: arguments, return, local variables, recursion.
f() { echo "$# $1"; return 7; }; f a b; echo $?
g() { local x=in; y=in; }; x=out; y=out; g; echo $x $y
fact() { [ $1 -le 1 ] && echo 1 || echo $(($1 * $(fact $(($1 - 1))))); }
fact 10
