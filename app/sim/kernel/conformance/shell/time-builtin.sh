# times and the time keyword run a command and keep its status.
# substitute: time
time sh -c 'exit 3'; echo $?
