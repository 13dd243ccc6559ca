# Writing to a pipe without readers kills the writer with SIGPIPE.
(yes; echo "yes: $?" >&2) | head -2
