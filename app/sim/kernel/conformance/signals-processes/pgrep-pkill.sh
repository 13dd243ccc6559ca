# Finding processes by name.
sleep 5 &
sleep 6 &
sleep 0.05; pgrep -x sleep | wc -l
pgrep -f 'sleep 6' | wc -l; pkill -f 'sleep 6'; echo $?
sleep 0.05; pgrep -x sleep | wc -l; pkill -x nosuch; echo $?
killall sleep; wait
