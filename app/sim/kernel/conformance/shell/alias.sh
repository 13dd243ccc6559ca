# Aliases are expanded when a line is read.
alias hi='echo hello'
hi there
alias hi; unalias hi
hi 2>/dev/null; echo $?
