# ps with chosen columns.
sleep 0.5 &
p=$!
ps -o pid,ppid,user,comm | awk -v p=$p '$1==p{print ($2>0), $3, $4}'
ps -o pid,args | awk -v p=$p '$1==p{print $2,$3}'
ps -o nosuch; echo $?; ps -o stat,vsz,comm | head -1
ps | head -1
