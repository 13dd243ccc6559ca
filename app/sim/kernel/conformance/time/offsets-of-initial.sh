# The initial time namespace has no offsets.
cat /proc/self/timens_offsets
