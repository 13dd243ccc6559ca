# && || ! and their precedence.
true && echo a || echo b; false && echo a || echo b; ! true; echo $?
! false && echo c; true || echo d && echo e
{ false; } || echo f
