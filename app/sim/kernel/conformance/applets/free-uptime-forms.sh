# The form of free, uptime and loadavg, with the numbers taken out.
free | sed 's/[0-9][0-9]*/N/g' | tr -s ' '
uptime | sed 's/[0-9][0-9:.]*/N/g' | tr -s ' '
sed 's/[0-9][0-9.]*/N/g' /proc/loadavg; wc -w < /proc/uptime
nproc
