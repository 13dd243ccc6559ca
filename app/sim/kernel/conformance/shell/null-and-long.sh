# Zero bytes are dropped from substitutions; long strings are fine.
a=$(printf 'a\0b'); echo ${#a}; b=x; i=0
while [ $i -lt 12 ]; do b=$b$b; i=$((i+1)); done; echo ${#b}
set -- $(seq 1 500); echo $# ${500}
