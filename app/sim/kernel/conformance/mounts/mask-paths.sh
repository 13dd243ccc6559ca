# A container masks files with /dev/null and directories with an empty read-only tmpfs.
unshare --mount sh -c '
  mount --bind /dev/null /proc/timer_list; cat /proc/timer_list | wc -c
  mount -t tmpfs -o ro none /proc/irq; ls /proc/irq | wc -l; touch /proc/irq/x; echo $?
'
