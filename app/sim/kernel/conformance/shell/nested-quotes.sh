# Quotes inside command substitutions inside quotes.
a='b c'; echo "$(echo "$a" | tr "b" 'x')" "${a:-"default"}" "${u:-"de fault"}" "${u:-'q'}" ${u:-'q r'}; echo "`echo "$a"`"; echo "${a%" c"}"
