# command skips functions; builtins and functions in order.
echo() { printf 'function %s\n' "$*"; }; echo a
command echo b; unset -f echo; echo c
cd() { printf 'no cd\n'; }; cd /; command cd /usr; pwd
