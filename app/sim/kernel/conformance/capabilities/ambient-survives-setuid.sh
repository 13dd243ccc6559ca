# An ambient capability reaches a program that an ordinary user runs only if the ids did not change on the way.
setpriv --inh-caps +net_admin --ambient-caps +net_admin sh -c 'grep CapEff /proc/self/status; unshare -S 1000 grep -E "Cap(Eff|Amb)" /proc/self/status'
