# Links to a process's directory, program and root.
cd /usr; sleep 0.3 & sleep 0.05; for l in cwd root exe; do readlink /proc/$!/$l; done; wait
