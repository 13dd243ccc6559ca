# stat -c: what it can say.
cd /tmp; echo hello > f; chmod 640 f; chown 1000:0 f; ln f g
ln -s f l; touch -d '2020-01-02 03:04:05' f
stat -c '%n %s %a %A %u %U %g %G %h %F' f l
stat -L -c '%n %F' l; stat -c '%y %Y' f; stat -c '%N' l
stat -c '%f %b %B' f; stat -c %t:%T /dev/null; stat nofile; echo $?
stat -f -c '%T %s' /tmp
