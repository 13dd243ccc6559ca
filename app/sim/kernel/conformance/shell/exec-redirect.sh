# exec with redirections only changes the shell's own.
cd /tmp; exec 3>&1 > f; echo to file; exec >&3 3>&-; echo to stdout; cat f
