# Single quotes keep everything, double quotes expand, a backslash quotes one character.
a='x y'; echo '$a' "$a" $a \$a "\$a \"q\" \\ \n" 'it'\''s'
