# A fifo connects two processes; opening it waits for the other side.
cd /tmp; mkfifo p; stat -c %F p; (echo through > p) &
cat p; wait; echo data > p &
read x < p; echo "got $x"
