# expr: arithmetic, comparison, strings, statuses.
expr 1 + 2 \* 3; expr 7 / 2; expr 7 % 2; expr 3 \> 2
expr a = b; echo $?; expr length hello; expr substr hello 2 3
expr index hello l; expr hello : 'h\(.*\)o'
expr hello : '.*'; expr 0; echo $?; expr 1 / 0; echo $?
expr a + 1; echo $?; expr \( 1 + 2 \) \* 3; expr 1 \| 2
expr 0 \& 1
