# tar: create, list, extract, compressed, attributes.
cd /tmp; mkdir -p d/e; echo x > d/a; echo y > d/e/b
chmod 640 d/a; ln -s a d/l; tar cf t.tar d
tar tf t.tar | sort; mkdir out; tar xf t.tar -C out
cat out/d/e/b; stat -c %a out/d/a; readlink out/d/l
tar czf t.tgz d; gunzip -c t.tgz | tar t | wc -l
tar xf t.tar -C out d/a && echo one; tar xOf t.tar d/a
tar xf nofile; echo $?
