# A process whose session leader is outside its pid namespace sees session and group 0.
unshare --pid --fork --mount-proc sh -c 'cut -d" " -f5,6 /proc/self/stat'
