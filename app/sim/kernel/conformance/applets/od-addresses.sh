# Options for offsets and widths.
printf 'abcdefghijklmnopqrstuvwxyz' > /tmp/f; cd /tmp
od -Ad -c f | head -2; od -Ax -tx2 -N 8 f; od -j 20 -An -c f
od -An -v -tx1 -w4 -N 8 f; head -c 40 /dev/zero | od
hexdump -n 4 -e '4/1 "%02x " "\n"' f
