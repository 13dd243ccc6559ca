# One may signal only one's own processes; root any.
# substitute: pid
sleep 1 & su user -c "kill $!; echo \$?"; su user -c 'sleep 1 & kill $!; echo $?'; kill $!
