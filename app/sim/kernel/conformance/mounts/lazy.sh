# umount -l takes the mount away at once; an open file can still be used.
cd /tmp; mkdir m; mount -t tmpfs none m; echo data > m/f
exec 3< m/f; umount -l m; echo $?; ls m | wc -l; cat <&3
