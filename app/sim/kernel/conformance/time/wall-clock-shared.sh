# The date is not part of the namespace.
a=$(date +%Y-%m-%d)
b=$(unshare --time --fork --boottime 10000000 date +%Y-%m-%d)
[ "$a" = "$b" ] && echo same
