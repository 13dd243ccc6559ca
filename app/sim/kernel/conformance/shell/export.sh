# What is exported reaches children; export -p lists it.
a=1; export b=2; sh -c 'echo "[$a] [$b]"'; export a
sh -c 'echo "[$a]"'; export -n b; sh -c 'echo "[$b]"'
export -p | grep -E ' (a|b)='; c=3 sh -c 'echo $c'
echo "[$c]"
