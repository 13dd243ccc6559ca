# With its own /proc mounted, ps in a pid namespace lists only what runs there.
unshare --pid --fork --mount-proc sh -c 'sleep 5 & ps -o pid,comm; kill $!'
