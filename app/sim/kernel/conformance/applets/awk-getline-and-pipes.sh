# awk: getline, pipes, system, exit status.
awk 'BEGIN{while((getline l < "/etc/passwd")>0) n++; print n; "echo sub" | getline x; print x; print "b\na" | "sort"; close("sort"); r=system("exit 3"); print r; exit 4}'; echo $?
