# After unshare --pid a process stays where it is; pid_for_children names the namespace of its future children.
unshare --pid sh -c '
  sh -c "
    a=\$(readlink /proc/$$/ns/pid); b=\$(readlink /proc/$$/ns/pid_for_children); c=\$(readlink /proc/$PPID/ns/pid)
    [ \$a = \$b ] && echo children: same || echo children: other
    [ \$a = \$c ] && echo itself: as before"; :
'
