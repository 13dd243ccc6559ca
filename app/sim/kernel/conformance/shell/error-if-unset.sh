# ${x?message} ends a script that has nothing in x.
(echo ${nothing?is not there}; echo no); echo $?
(e=; echo ${e:?}; echo no); echo $?; (e=; echo "[${e?}]")
