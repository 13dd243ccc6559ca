# Opening, copying and closing numbered descriptors.
cd /tmp; exec 3> f; echo three >&3; exec 3>&-; cat f
exec 4< f; read x <&4; echo $x; exec 4<&-
{ echo a; echo b >&2; } 3>&1 1>&2 2>&3 | cat; echo >&9; echo $?
