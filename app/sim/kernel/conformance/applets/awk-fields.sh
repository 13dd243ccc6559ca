# awk: fields, separators, NR and NF, BEGIN and END.
printf 'root:x:0\nuser:x:1000\n' > /tmp/p; awk -F: '{print $1, $3}' /tmp/p; awk -F: 'BEGIN{OFS="-"} {$2="y"; print} END{print NR, NF}' /tmp/p; awk '{s+=$2} END{print s, s/NR}' <<END
a 10
b 20
c 31
END
awk 'NR==2' /tmp/p; awk -v n=5 'BEGIN{print n*2, length("hello"), substr("hello",2,3), index("hello","l"), toupper("abc")}'
