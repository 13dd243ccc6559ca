# $? $# $0 $- and "$@" when there is nothing.
set --; echo $# "$@" "[$*]"; echo ${0##*/}; case $- in *i*) echo interactive;; *) echo not interactive;; esac; sh -c 'echo $0 $1' name arg; for x in "$@"; do echo never; done
