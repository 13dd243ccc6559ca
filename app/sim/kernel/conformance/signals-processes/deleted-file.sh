# A file that was removed lives while it is open.
echo data > /tmp/f; exec 3< /tmp/f; rm /tmp/f; readlink /proc/$$/fd/3; cat <&3
