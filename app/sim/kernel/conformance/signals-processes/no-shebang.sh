# A text file without interpreter line is run by the shell.
cd /tmp; echo 'echo plain $1' > s; chmod 755 s; ./s x; env ./s y; echo $?
