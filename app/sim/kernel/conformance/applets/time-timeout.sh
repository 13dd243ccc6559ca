# time as a program, and its formats; timeout that is not needed.
# substitute: time
time true; time -p false 2>&1 | sed 's/[0-9.]*$/N/'; echo $?; timeout -s INT 1 true; echo $?
