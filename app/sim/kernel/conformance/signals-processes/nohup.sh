# nohup runs a program with SIGHUP ignored.
nohup sh -c 'kill -HUP $$; echo survived' </dev/null 2>/dev/null; echo $?
