# set -o names options; an unknown one is refused.
set -o | grep -E 'errexit|pipefail|noglob'; set -e
set -o | grep errexit; set +e; (set -o nosuch; echo no); echo $?
(set -Z; echo no); echo $?
