# uniq and comm.
printf 'a\na\nb\na\n' | uniq; printf 'a\na\nb\na\n' | uniq -c
printf 'a\na\nb\n' | uniq -d; printf 'a\na\nb\n' | uniq -u
cd /tmp; printf 'a\nb\nc\n' > x; printf 'b\nc\nd\n' > y
comm x y; comm -12 x y
