# cp: files, directories, -r, -a, -p, links, overwriting.
cd /tmp; mkdir -p d/e; echo x > d/f; ln -s f d/l
chmod 600 d/f; touch -d '2001-01-01' d/f; cp d/f g
stat -c %a g; cp -p d/f h; stat -c '%a %Y' h; cp d k; echo $?
cp -r d k; ls k; cp -a d m; readlink m/l; cp d/l n
stat -c %F n; cp nofile x; echo $?; cp d/f g nodir; echo $?
echo new > new; cp new g; cat g; cp -s /tmp/new s; readlink s
cp -l new hard; stat -c %h new
