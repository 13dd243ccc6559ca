# printf: formats, widths, repetition, escapes, bad numbers.
printf '%s|%5s|%-5s|%05d|%x|%o|%c|%%\n' a b c 42 255 8 xyz
printf '%s,' 1 2 3; echo; printf '%d %d\n' 1
printf '%b' 'a\tb\n'; printf '\101\x42\n'; printf '%d\n' abc; echo $?
printf '%.2s|%.3d|%+d\n' abc 5 6; printf '%d %d\n' 0x10 010
printf "%d\n" "'A"
