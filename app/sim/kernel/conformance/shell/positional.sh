# set --, shift, $#, "$@", "$*", $10.
set -- a 'b c' d e f g h i j k; echo $# $1 $10 ${10}; shift 2
echo $# $1; IFS=,; echo "$*"
for x in "$@"; do printf '<%s>' "$x"; done; echo; shift 99; echo $?
