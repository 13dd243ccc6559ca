# cat: several files, -n, -A, standard input, errors in the middle.
cd /tmp; printf 'a\tb\n' > x; printf 'c' > y; cat x y; echo
echo in | cat x - y; echo; cat x nofile y; echo $?
cat -n x x; cat -A x; cat -v y; cat /tmp; echo $?; cat < x
