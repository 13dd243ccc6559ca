# The first process of a new pid namespace has pid 1 there.
unshare --pid --fork sh -c 'echo "pid $$"'
