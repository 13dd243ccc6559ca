# wait answers the status of the child that it is given.
(exit 3) & a=$!; (exit 4) & b=$!
wait $b; echo $?; wait $a; echo $?; wait; echo $?
