# grep: -A -B -C, -r, -h, several files, patterns from a file.
cd /tmp; mkdir d; seq 1 9 > d/a; echo 5 > d/b; grep -A1 5 d/a
grep -B1 -A1 -n 3 d/a; grep -r 5 d | sort; grep -h 5 d/a d/b
printf '1\n9\n' > pats; grep -f pats d/a; grep -m 1 . d/a
grep '[' d/a; echo $?; grep -L 1 d/a d/b
