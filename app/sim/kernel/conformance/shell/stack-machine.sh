# A calculator with functions, case and positional parameters.
set -f
calc() { s=; for t in $1; do case $t in [0-9]*) s="$t $s";; *) set -- $s; b=$1; a=$2; shift 2; s="$((a $t b)) $*";; esac; done; echo $s; }
calc '3 4 + 2 *'; calc '10 2 - 3 /'; calc '1 2 3 4 + + +'
