# sed: substitute, groups, flags, delete, print, ranges.
printf 'one\ntwo\nthree\ntwo and two\n' > /tmp/f; cd /tmp
sed 's/two/2/' f; sed 's/two/2/g;s/o\(.\)/[\1]/' f
sed -n '2p' f; sed '1,2d' f; sed -n '/two/p' f
sed '/one/,/three/d' f; sed -E 's/(t)(w)/\2\1/' f
sed '$!d' f
