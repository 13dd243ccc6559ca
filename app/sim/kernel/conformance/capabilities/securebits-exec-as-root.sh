# A program that root executes after losing its effective capabilities by setuid and back has them again.
sh -c 'unshare -S 0 grep CapEff /proc/self/status'
