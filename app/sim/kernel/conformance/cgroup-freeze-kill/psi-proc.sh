# The same for the whole machine in /proc/pressure.
ls /proc/pressure; sed 's/[0-9.]*$//; s/=[0-9.]*/=N/g' /proc/pressure/memory
