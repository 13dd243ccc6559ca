# wait for something that is no child.
wait 99999; echo $?; wait 1; echo $?
