# A simple assignment has the status of its command substitution.
a=$(false); echo $?; a=$(true) b=$(false); echo $?
echo $(false); echo $?
local_test() { local v=$(false); echo $?; }; local_test
