# flock: one holder at a time.
cd /tmp; touch l; (flock 9; sleep 0.3; echo first) 9>l &
sleep 0.1; flock -n l echo no; echo $?; flock l echo second
wait
