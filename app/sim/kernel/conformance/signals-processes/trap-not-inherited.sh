# A trap's command is not inherited by a child: there the signal has its default action.
trap 'echo parent' USR1; sh -c 'kill -USR1 $$; echo not reached'; echo $?
