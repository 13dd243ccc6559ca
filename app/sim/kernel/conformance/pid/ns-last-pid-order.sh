# Pids in a fresh namespace are given in order: 2, 3, 4 for the first children.
unshare --pid --fork sh -c 'for i in 1 2 3; do sh -c "echo \$\$"; done'
