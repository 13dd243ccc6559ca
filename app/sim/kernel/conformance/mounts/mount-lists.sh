# mount without arguments lists the table in its own words.
mkdir /tmp/m; mount -t tmpfs -o size=100k mine /tmp/m; mount | grep /tmp/m; mount -t tmpfs | grep -c mine
