# Basic and extended expressions: classes, intervals, back-references, anchors.
printf 'abc\naabbcc\n123\na.c\n\nfoo foo\n' > /tmp/f; cd /tmp
grep 'a\{2\}' f; grep -E 'a{2}' f; grep '[[:digit:]]' f
grep 'a\.c' f; grep -c '^$' f; grep '\(foo\) \1' f
grep -E 'b+c?$' f; grep -E '(ab|12)' f; grep '[^a-z ]' f
grep -E '^.{3}$' f
