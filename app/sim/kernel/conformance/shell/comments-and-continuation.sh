# Comments, line continuation, and ; in odd places.
echo a # comment
echo b#not \
  c; # another
echo 'd # not'; : ignored; echo "e\
f"
