# A script's own pid: in $$ also in subshells.
a=$$; (b=$$; [ $a = $b ] && echo same); (sh -c 'echo $PPID' > /tmp/pp; true); [ "$(cat /tmp/pp)" != $$ ] && echo "a subshell is another process"
