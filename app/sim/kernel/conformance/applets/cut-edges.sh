# cut at its edges: lists, fields that are not there, and what is refused.
printf 'a:b:c\nd:e\nf\n' > /tmp/c; cd /tmp
cut -d: -f2 c; cut -d: -f1,3 c; cut -d: -f2- c; cut -d: -s -f2 c; cut -d: -f3,1 c; cut -D -d: -f3,1 c
cut -c1-2 c; cut -c3,1 c; cut -d: -f3-1 c; echo $?; cut -d: -f0 c; cut -d '' -f1 c
cut -d: --output-delimiter=X -f2 c 2>&1 | head -1; cut -O X -d: -f1,2 c; cut -c x c; echo $?; cut c; echo $?
echo 'a  b   c' | cut -F2; echo 'a  b   c' | cut -F1,3
