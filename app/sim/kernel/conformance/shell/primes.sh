# The sieve, in shell.
n=2
while [ $n -le 50 ]; do p=1; d=2; while [ $((d*d)) -le $n ]; do [ $((n%d)) -eq 0 ] && { p=0; break; }; d=$((d+1)); done; [ $p = 1 ] && printf '%d ' $n; n=$((n+1)); done
echo
