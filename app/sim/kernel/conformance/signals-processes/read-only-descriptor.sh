# Writing to a descriptor opened for reading: EBADF.
exec 3</dev/null; echo x >&3; echo $?; echo y >&8; echo $?
