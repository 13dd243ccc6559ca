# awk: arrays, loops, functions, printf, regular expressions.
printf 'b\na\nb\nc\nb\n' | awk '{n[$1]++} END{for(k in n) print n[k], k}' | sort
awk 'function f(x){return x<2?1:x*f(x-1)} BEGIN{for(i=1;i<6;i++) printf "%d! = %d\n", i, f(i)}'
echo 'a1b22c333' | awk '{n=gsub(/[0-9]+/,"<&>"); print n, $0}'
awk 'BEGIN{n=split("x,y,z",a,","); print n, a[3]; print match("foobar",/o+/), RSTART, RLENGTH; printf "%5.2f|%-4s|%03d|%x\n", 3.14159, "ab", 7, 255}'
