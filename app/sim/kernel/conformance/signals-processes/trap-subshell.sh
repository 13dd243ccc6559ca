# In a subshell traps are reset, but ignored signals stay ignored.
trap 'echo trapped' USR1; trap '' USR2
(kill -USR2 $(sh -c 'echo $PPID'); echo "USR2 ignored"); sh -c 'exit 0'; echo $?
