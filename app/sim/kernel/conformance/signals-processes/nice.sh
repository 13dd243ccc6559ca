# Nice values: relative, clamped, and only root may lower them.
nice; nice -n 5 nice; nice -n 50 nice; nice -n -5 nice
su user -c 'nice -n -5 nice'; echo $?
nice -n 7 sh -c 'cut -d" " -f19 /proc/self/stat'
