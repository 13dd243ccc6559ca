# setpriv -d lists the state of the process.
setpriv -d
