# kill -1 from pid 1 reaches every other process of the namespace, and none outside.
sleep 5 & out=$!
unshare --pid --fork --mount-proc sh -c 'sleep 9 & sleep 9 & kill -KILL -1; wait; ps -o comm | grep -c sleep'
kill -0 $out && echo "outside lives"
kill $out
