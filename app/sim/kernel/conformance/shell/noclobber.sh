# set -C keeps > from overwriting; >| does it nevertheless.
cd /tmp; echo one > f; set -C; echo two > f; echo $?; cat f
echo three >| f; cat f; echo new > g; cat g
