# Killing a process that does not exist.
kill 99999; echo $?; kill -9 ''; echo $?
