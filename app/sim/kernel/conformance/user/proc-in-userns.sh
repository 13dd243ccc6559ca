# /proc can be mounted in user and pid namespaces of one's own.
unshare -S 1000 -G 1000 unshare -Urpf --mount-proc sh -c 'echo $$; ls -d /proc/[0-9]* | wc -l; id -u'
