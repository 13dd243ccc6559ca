# Ambient capabilities must be permitted and inheritable first.
setpriv --ambient-caps +chown grep CapAmb /proc/self/status; echo $?
setpriv --inh-caps +chown --ambient-caps +chown grep CapAmb /proc/self/status
