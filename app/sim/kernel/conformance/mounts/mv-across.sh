# Moving a file to another file system copies and removes it; a hard link across is refused.
cd /tmp; mkdir m; mount -t tmpfs none m; echo x > f; ln f m/f; echo $?; mv f m/f; echo $?; ls f; cat m/f
