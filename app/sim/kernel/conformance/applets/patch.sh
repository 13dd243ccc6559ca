# patch applies what diff made.
cd /tmp; printf 'one\ntwo\nthree\n' > f; cp f g
echo four >> g; sed -i 's/two/2/' g
diff -L f -L f -u f g > p; patch f < p; cmp f g && echo same
patch -R f < p; cat f; echo garbage | patch f; echo $?
