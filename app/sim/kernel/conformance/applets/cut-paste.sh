# cut by bytes, characters and fields; paste.
echo 'a:b:c:d' | cut -d: -f2; echo 'a:b:c:d' | cut -d: -f1,3-
echo abcdef | cut -c2-4; echo abcdef | cut -b1,6
echo 'no delimiter' | cut -d: -f2
echo 'no delimiter' | cut -s -d: -f2; seq 1 6 | paste - - -
seq 1 3 | paste -s -d+; cut -d: x; echo $?
