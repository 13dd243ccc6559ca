# echo: -n, -e, and what is no option.
echo -n a; echo -n b; echo; echo -e 'a\tb\\c\x41'
echo -ne 'x\n'; echo -E 'a\tb'; echo -z; echo -- x
echo -e 'stop\chere'; echo; echo
