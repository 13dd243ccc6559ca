# case: patterns, alternatives, ranges, quoting, the first match wins.
for w in apple Banana 42 a.b '*' '' -x; do case $w in [a-z]*.*) echo dot;; [0-9]*) echo number;; apple|pear) echo fruit;; [A-Z]*) echo capital;; '*') echo star;; '') echo empty;; -?) echo option;; *) echo other;; esac; done
case x in y) ;; esac; echo $?
