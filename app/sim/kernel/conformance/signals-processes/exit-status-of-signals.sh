# A process that a signal killed has the status 128 + signal in the shell.
for s in HUP INT KILL TERM USR1 PIPE ALRM; do sh -c "kill -$s \$\$"; echo "$s $?"; done 2>/dev/null
