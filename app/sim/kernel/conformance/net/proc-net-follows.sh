# /proc/net is that of the reader's namespace.
unshare --net sh -c 'tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "; wc -l < /proc/net/route'
tail -n +3 /proc/net/dev | wc -l
