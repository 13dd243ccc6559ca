# dd: blocks, skip, seek, conv.
cd /tmp; printf abcdefghij > f
dd if=f bs=2 count=2 2>/dev/null; echo
dd if=f bs=1 skip=7 2>/dev/null; echo
printf XY | dd of=f bs=1 seek=3 conv=notrunc 2>/dev/null
cat f; echo; dd if=f of=g bs=3 2>&1 | head -2
dd if=/dev/zero of=h bs=1k count=3 2>/dev/null; stat -c %s h
dd if=nofile 2>/dev/null; echo $?
dd if=f bs=1 count=0 seek=5 of=i 2>/dev/null; stat -c %s i
