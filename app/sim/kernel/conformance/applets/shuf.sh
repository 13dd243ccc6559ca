# Things that are random in order but not in content.
seq 1 10 | shuf | sort -n | tr '\n' ' '; echo; head -c 16 /dev/urandom | wc -c
