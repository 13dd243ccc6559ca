# A redirection that fails: status 2 of a subshell, 1 of a group or a function.
(echo a) < /nosuch; echo $?
{ echo a; } < /nosuch; echo $?
(echo a) > /nosuch/x; echo $?
f() { echo f; }; f < /nosuch; echo $?
x=$( (echo a) < /nosuch ); echo $?
(echo a) <&7; echo $?
(true) < /nosuch & wait $!; echo $?
