# while and until, with break and the status of the last command.
i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i $?
until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i
while :; do break; done; echo $?
while true; do false; break; done; echo $?
