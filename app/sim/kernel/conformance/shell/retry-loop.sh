# Waiting for something with a bounded number of attempts.
(sleep 0.15; touch /tmp/ready) &
tries=0
until [ -e /tmp/ready ]; do tries=$((tries+1)); [ $tries -gt 100 ] && { echo "gave up"; exit 1; }; sleep 0.05; done
[ $tries -ge 2 ] && [ $tries -le 5 ] && echo "came up"
