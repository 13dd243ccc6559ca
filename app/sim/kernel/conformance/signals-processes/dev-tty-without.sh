# A process without a controlling terminal cannot open /dev/tty.
echo x > /dev/tty; echo $?; tty; echo $?
