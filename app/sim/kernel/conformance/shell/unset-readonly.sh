# unset and readonly.
a=1; unset a; echo "[${a-gone}]"; readonly r=1
(r=2; echo no); echo $?; (unset r; echo no); echo $?
readonly | grep '^readonly r='; unset nothing; echo $?
