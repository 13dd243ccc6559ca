# tr: ranges, classes, delete, squeeze, complement.
echo Hello | tr a-z A-Z; echo hello | tr -d l
echo 'aaa  bbb' | tr -s 'a '; echo a1b2 | tr -cd '0-9\n'
echo abc | tr '[:lower:]' '[:upper:]'
echo 'a b' | tr ' ' '\n'; printf 'a\tb\n' | tr '\t' ,
echo abc | tr abc x; tr; echo $?
