# mktemp: templates and modes.
f=$(mktemp); stat -c '%a %F' $f; case $f in /tmp/tmp.??????) echo form;; esac; d=$(mktemp -d /tmp/dir.XXXXXX); stat -c '%a %F' $d; mktemp /tmp/noxs; echo $?; [ "$(mktemp)" != "$(mktemp)" ] && echo different
