# sort: numeric, reverse, keys, unique, separators, stable, check.
cd /tmp; printf '10 b\n9 a\n10 a\n1 c\n' > f; sort f
sort -n f; sort -rn f; sort -k2 f; sort -k1n,1 -k2r f
sort -u -k1,1n f; printf 'a:3\nb:1\n' | sort -t: -k2n
sort -c f; echo $?; printf 'b\nA\na\nB\n' | sort
printf 'b\nA\na\nB\n' | sort -f
printf '1.10\n1.9\n' | sort -V
