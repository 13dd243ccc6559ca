# > >> < 2> 2>&1 and their order.
cd /tmp; echo out > f; echo more >> f; cat < f
(echo o; echo e >&2) > both 2>&1; cat both
(echo o; echo e >&2) 2>&1 > only | sed 's/^/piped: /'
cat only
