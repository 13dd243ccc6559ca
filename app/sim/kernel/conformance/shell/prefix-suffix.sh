# ${x#p}, ${x##p}, ${x%p}, ${x%%p}.
f=/a/b.c/file.tar.gz
echo ${f#*/} ${f##*/} ${f%.*} ${f%%.*} ${f#nope}; p='a*b'
x='a*b*c'; echo "${x#"$p"}" "${x#$p}"
