# 127 for a command that does not exist, 126 for one that cannot be executed.
nosuchcommand; echo $?; /nosuch/command; echo $?
touch /tmp/plain; /tmp/plain; echo $?; /tmp; echo $?
