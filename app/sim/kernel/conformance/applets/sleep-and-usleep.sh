# sleep takes fractions and units; bad values.
sleep 0.01; echo $?; sleep 0.01s 0.01; echo $?; sleep x; echo $?
sleep; echo $?; usleep 1000; echo $?
