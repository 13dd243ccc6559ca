# timeout ends a program with SIGTERM and answers its status then.
timeout 0.1 sleep 5; echo $?; timeout 5 sh -c 'exit 3'; echo $?
timeout -s KILL 0.1 sleep 5; echo $?
