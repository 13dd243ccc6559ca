# strings, cut by tabs, printf with columns.
printf 'ab\0hello\001world!\0xyz' | strings
printf 'ab\0hello' | strings -n 2
printf 'a\tb\tc\n' | cut -f2
printf '%-10s|%5s|\n' name 12 other 345
