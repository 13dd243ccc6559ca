# truncate, fallocate and sparse files.
cd /tmp; truncate -s 10k f; stat -c '%s %b' f
truncate -s 3 f; wc -c < f; truncate -s +2 f; stat -c %s f
fallocate -l 4096 g; stat -c '%s %b' g
dd if=/dev/zero of=s bs=1 count=1 seek=100000 2>/dev/null
stat -c '%s' s; [ $(stat -c %b s) -lt 100 ] && echo sparse
du -k g | cut -f1
