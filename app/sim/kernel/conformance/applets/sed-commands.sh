# sed: append, insert, change, hold space, branches, y, =.
printf 'a\nb\nc\n' | sed '2a\
after'; printf 'a\nb\n' | sed '1i before'; printf 'a\nb\n' | sed '1c changed'; printf '1\n2\n3\n' | sed -n '1!G;h;$p'; printf 'a b  c\n' | sed ':x;s/  / /;tx'; echo hello | sed 'y/abcdefgh/ABCDEFGH/'; printf 'x\ny\n' | sed -n '$='; printf 'a\nb\nc\nd\n' | sed 'N;s/\n/-/'
