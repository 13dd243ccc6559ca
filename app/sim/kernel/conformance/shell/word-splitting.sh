# Unquoted expansions are split into words, quoted ones are not.
a='one  two   three'; set -- $a; echo $#; set -- "$a"; echo $#; echo $a; echo "$a"
