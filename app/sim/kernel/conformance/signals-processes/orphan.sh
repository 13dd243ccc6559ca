# An orphan is adopted by pid 1.
sh -c 'sleep 0.5 & echo $! > /tmp/o'; o=$(cat /tmp/o); sleep 0.05; grep PPid /proc/$o/status
