# Variables in arithmetic: unset is 0, a value may name another variable.
unset u; x=y; y=4; echo $((u+1)) $((x+1)) $((x=3)) $x; i=0
while [ $((i+=1)) -lt 4 ]; do :; done; echo $i; let z=2*3
echo $z
