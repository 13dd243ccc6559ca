# A new uts namespace begins with a copy of the names; changing it inside leaves the outside as it was.
before=$(hostname)
unshare --uts sh -c 'hostname; hostname inside; hostname; uname -n'
[ "$(hostname)" = "$before" ] && echo "outside unchanged"
