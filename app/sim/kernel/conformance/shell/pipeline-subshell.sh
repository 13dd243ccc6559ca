# Each part of a pipeline runs in a subshell.
x=1; echo 5 | read x; echo $x; echo 5 | { read x; echo $x; }
printf '1\n2\n' | while read l; do n=$((n+l)); done
echo "[$n]"
