# grep: -v -c -n -i -o -w -x -l -q -E -F and statuses.
cd /tmp; printf 'Apple\nbanana\napple pie\ngrape\n' > f
grep apple f; grep -i apple f; grep -vc a f; grep -n p f
grep -o 'p.' f; grep -w apple f; grep -x grape f
grep -l apple f /etc/passwd; grep -E '^(b|g)' f
grep -F 'a.' f; echo $?; grep -q pie f; echo $?
grep x /nofile; echo $?; grep -e apple -e grape f
grep -c '' f
