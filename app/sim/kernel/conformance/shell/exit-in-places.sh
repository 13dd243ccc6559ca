# exit in a function, a subshell, a pipeline, a trap.
f() { exit 3; }; (f; echo no); echo $?; echo x | exit 4; echo $?
(trap 'exit 6' EXIT; exit 5); echo $?
sh -c 'f() { return 300; }; f; echo $?'
