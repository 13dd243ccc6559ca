# Inheritable capabilities by name.
setpriv --inh-caps +chown,+net_raw grep CapInh /proc/self/status
setpriv --inh-caps -all grep CapInh /proc/self/status
setpriv --inh-caps +nosuch true; echo $?
