# read: fields, the rest, backslashes, -r, end of file.
printf 'one two  three four\n' | { read a b c; echo "[$a] [$b] [$c]"; }
printf 'a\\tb \\\ncont\n' | { read x; echo "[$x]"; }
printf 'a\\tb\n' | { read -r x; echo "[$x]"; }
printf 'no newline' | { read x; echo "$? [$x]"; }
read x < /dev/null; echo $?
printf ' x : y \n' | { IFS=: read a b; echo "[$a][$b]"; }
