# A redirection on a loop applies to all of it.
cd /tmp; for i in 3 1 2; do echo $i; done > f
sort f | while read x; do echo "line $x"; done
while read a; do read b; echo "$a-$b"; done < f; n=0
while read x; do n=$((n+1)); done < f; echo $n
