# Builtins used wrongly.
shift 5; echo $?; break; echo $?; return_at_top() { :; }
cd a b c; echo $?; export 1x=2; echo $?; unset 1x; echo after
