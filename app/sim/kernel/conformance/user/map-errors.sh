# Maps that overlap, are empty or no numbers.
for m in "0 0 1
0 5 1" "0 0 0" "x" "0 0" "0 0 1 1" "0 0 4294967296" "5 1 3
7 9 1"; do unshare --user sleep 0.2 & sleep 0.05; echo "$m" > /proc/$!/uid_map; echo $?; wait; done
