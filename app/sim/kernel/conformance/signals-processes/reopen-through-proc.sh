# A removed file can be opened again through /proc.
echo data > /tmp/f; exec 3< /tmp/f; rm /tmp/f; cat /proc/$$/fd/3; cat /dev/fd/3
