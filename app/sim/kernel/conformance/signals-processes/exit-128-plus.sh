# Statuses beyond 255 wrap; exit without a number gives the last status.
sh -c 'exit 256'; echo $?; sh -c 'exit 300'; echo $?
sh -c 'false; exit'; echo $?; sh -c 'exit -1'; echo $?
