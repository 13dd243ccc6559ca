# $( ) and backquotes; trailing newlines go, inner ones stay if quoted.
a=$(printf 'one\ntwo\n\n'); echo "[$a]"; echo $a; echo `echo \`echo nested\``; echo "$(echo "$(echo deep)")"; b=$(exit 3); echo $?
