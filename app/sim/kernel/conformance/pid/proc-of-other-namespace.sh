# A proc mounted in a pid namespace shows that namespace's processes wherever it is looked at from.
mkdir /tmp/p
unshare --pid --fork sh -c 'mount -t proc proc /tmp/p; ls /tmp/p | grep -E "^[0-9]+$" | tr "\n" " "; echo; cat /tmp/p/1/comm'
umount /tmp/p; rmdir /tmp/p
