# The list of signals.
kill -l
