# A child's status can be asked for once.
(exit 5) & p=$!; wait $p; echo $?; wait $p; echo $?
