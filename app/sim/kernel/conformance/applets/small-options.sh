# Small things: numbers with a sign, names in recursive searches, characters, and whole seconds.
printf '3\n-1\n2.5\n+4\n1e1\n' | sort -n
cd /tmp; mkdir r; echo apple > r/f; grep -r apple r/f; grep -r apple r; grep -A x apple r/f; echo $?
printf 'd\303\251j\303\240\n' | wc -m
timeout 0 true; echo $?; timeout 0.5 sleep 0.1; echo $?
date -u -d @-1; date -u -d 010203040005.06; awk 'BEGIN { print substr("x") }'; echo $?
du -c r r | tail -1 | cut -f2; kill -l 64; nice -n; echo $?; renice x 1; echo $?
mkdir p q; touch q/f; mv -T p q; echo $?; mv -T q/f p; echo $?
