# eval runs a string as a command, in the same shell.
a='echo "x  y"'; eval "$a"; eval 'b=3; echo $b'; v=name
eval "$v=value"; echo $name; eval ''; echo $?
eval 'exit_f() { return 9; }'; exit_f; echo $?
