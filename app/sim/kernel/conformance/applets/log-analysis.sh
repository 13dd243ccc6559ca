# Counting in a log with grep, cut and sort.
for i in 1 2 3 4 5 6; do echo "10.0.0.$((i%3)) GET /page$((i%2)) $((i%4==0?500:200))"; done > /tmp/log
cut -d' ' -f1 /tmp/log | sort | uniq -c | sort -rn -k1,1 -k2 | tr -s ' '
grep -c ' 500$' /tmp/log
awk '$4==500{print $1, $3}' /tmp/log
sed -n 's/.*\(page[0-9]\).*/\1/p' /tmp/log | sort -u
