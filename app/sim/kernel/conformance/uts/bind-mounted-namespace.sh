# A namespace that is bind-mounted lives on without processes, and can be joined by its file.
touch /tmp/u
unshare --uts=/tmp/u hostname kept
nsenter --uts=/tmp/u hostname
umount /tmp/u
nsenter --uts=/tmp/u hostname
echo "status $?"
