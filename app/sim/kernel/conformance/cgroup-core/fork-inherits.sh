# A child is born in its parent's cgroup and stays there when the parent moves.
cd /sys/fs/cgroup; mkdir a b
sh -c 'echo $$ > a/cgroup.procs; sleep 1 & echo $$ > b/cgroup.procs; cat /proc/$!/cgroup /proc/$$/cgroup; kill $!'
