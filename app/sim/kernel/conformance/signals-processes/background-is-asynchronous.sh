# A background job runs on while the shell goes on.
(sleep 0.2; echo later) & echo now; wait
