# With SIGPIPE ignored the writer gets EPIPE.
trap '' PIPE
(sleep 0.1; echo x; echo "status $?" >&2) | true
