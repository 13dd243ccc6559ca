# Bytes outside ASCII pass through unchanged.
a=$(printf '\303\251\377'); printf '%s' "$a" | od -An -tx1; echo ${#a}; case $a in ???) echo three bytes;; esac; printf '%s\n' "é" | wc -c
