# Variables that the shell makes: LINENO, PPID, RANDOM.
echo $LINENO
echo $LINENO; [ $PPID -gt 0 ] && echo has a parent; a=$RANDOM
[ $a -ge 0 ] && [ $a -lt 32768 ] && echo in range
[ -z "$UNSET$SECONDS_NOT" ] && echo empty
