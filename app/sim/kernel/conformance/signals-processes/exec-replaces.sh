# exec keeps the pid and replaces the program.
sh -c 'a=$$; exec sh -c "[ \$\$ = $a ] && echo same pid"'
(exec echo instead; echo not reached)
sh -c 'exec nosuchprogram; echo no'; echo $?
