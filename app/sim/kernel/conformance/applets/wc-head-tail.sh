# wc, head and tail.
cd /tmp; printf 'one two\nthree\n' > f; wc f; wc -l < f
wc -w f f; wc -c f; printf 'no newline' | wc; seq 1 20 > n
head -3 n; tail -2 n; head -n -17 n; tail -n +19 n
head -c 5 n; tail -c 3 n; head -1 f n; head nofile; echo $?
