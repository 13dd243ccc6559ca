# ${x:-y}, ${x:=y}, ${x:+y}, with and without the colon.
unset u; e=; s=set
echo "[${u-d}] [${u:-d}] [${e-d}] [${e:-d}] [${s:-d}]"
echo "[${u+d}] [${u:+d}] [${e+d}] [${e:+d}] [${s:+d}]"
echo "[${u:=new}] [$u] [${e:=new}] [$e]"
