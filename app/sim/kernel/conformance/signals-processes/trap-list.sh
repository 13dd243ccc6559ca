# trap without arguments lists what is set.
trap 'echo a' INT; trap '' TERM; trap "echo 'q'" EXIT; trap; trap - EXIT
