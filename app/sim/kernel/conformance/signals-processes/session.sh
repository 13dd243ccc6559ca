# setsid makes a new session and group, named after the process.
setsid sh -c 'set -- $(cut -d" " -f1,5,6 /proc/$$/stat); [ $1 = $2 ] && [ $2 = $3 ] && echo "pid = group = session"'
set -- $(cut -d' ' -f1,5,6 /proc/$$/stat); [ "$1" = "$2" ] && echo "so is the script's own"
