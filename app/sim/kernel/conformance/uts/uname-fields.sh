# uname's other fields are the kernel's and do not follow the namespace.
a=$(uname -srvm)
unshare --uts sh -c 'hostname x; uname -s; uname -m; [ "$(uname -srvm)" = "'"$a"'" ] && echo same'
