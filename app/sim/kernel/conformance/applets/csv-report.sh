# A report from a table: sums by group.
cat > /tmp/sales <<END
north,apples,10
south,pears,5
north,pears,7
south,apples,2
east,apples,x
END
awk -F, '$3 ~ /^[0-9]+$/ {s[$1]+=$3; n++} END{for(r in s) printf "%-6s %3d\n", r, s[r]; print n" rows"}' /tmp/sales | sort; cut -d, -f2 /tmp/sales | sort | uniq -c | sort -rn | sed 's/^ *//'
